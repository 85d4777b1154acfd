-- Verify 064: Drop the default of order_id of shop.orders
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column order_id of shop.orders has no default' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('shop.orders')
           AND attname = 'order_id'
           AND NOT atthasdef
       ) AS holds;
