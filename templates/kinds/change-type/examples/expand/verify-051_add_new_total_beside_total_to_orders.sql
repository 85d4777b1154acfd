-- Verify 051: Add new_total of type bigint beside total to orders
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column new_total of orders exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('orders')
           AND attname = 'new_total'
       ) AS holds;

SELECT 'a trigger of orders keeps total and new_total together' AS claim,
       EXISTS (
         SELECT FROM pg_trigger
         WHERE tgrelid = to_regclass('orders')
           AND tgname = 'zz_sync_orders_total_new_total'
           AND tgenabled IN ('O', 'A')
       ) AS holds;
