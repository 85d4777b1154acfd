-- Verify 051: Add new_customer of type bigint beside customer to orders
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column new_customer of orders exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('orders')
           AND attname = 'new_customer'
       ) AS holds;

SELECT 'a trigger of orders keeps customer and new_customer together' AS claim,
       EXISTS (
         SELECT FROM pg_trigger
         WHERE tgrelid = to_regclass('orders')
           AND tgname = 'zz_sync_orders_customer_new_customer'
           AND tgenabled IN ('O', 'A')
       ) AS holds;
