-- Verify 053: Change type of note of orders to text
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column note of orders has type text' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('orders')
           AND attname = 'note'
           AND atttypid = to_regtype('text')
           AND atttypmod = -1
       ) AS holds;
