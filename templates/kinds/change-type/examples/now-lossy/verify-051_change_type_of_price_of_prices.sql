-- Verify 051: Change type of price of prices to numeric(12,2)
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column price of prices has type numeric(12,2)' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('prices')
           AND attname = 'price'
           AND atttypid = to_regtype('numeric(12,2)')
           AND format_type(atttypid, atttypmod) LIKE '%(12,2)%'
       ) AS holds;
