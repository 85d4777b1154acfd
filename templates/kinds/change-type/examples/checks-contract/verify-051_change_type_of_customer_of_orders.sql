-- Verify 051: Change type of customer of orders to bigint
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column customer of orders has type bigint' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('orders')
           AND attname = 'customer'
           AND atttypid = to_regtype('bigint')
           AND atttypmod = -1
       ) AS holds;

SELECT 'column old_customer of orders exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('orders')
           AND attname = 'old_customer'
       ) AS holds;
