-- Verify 062: Set the default of order_id of orders
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column order_id of orders has a default' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('orders')
           AND attname = 'order_id'
           AND atthasdef
       ) AS holds;

SELECT 'the default of order_id of orders is not nextval(''orders_order_id_seq''::regclass) any more' AS claim,
       EXISTS (
         SELECT FROM pg_attrdef
         JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
         WHERE adrelid = to_regclass('orders')
           AND attname = 'order_id'
           AND pg_get_expr(adbin, adrelid) <> 'nextval(''orders_order_id_seq''::regclass)'
       ) AS holds;

SELECT 'migration 062_set_default_of_order_id_of_orders is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '062_set_default_of_order_id_of_orders') AS holds;
