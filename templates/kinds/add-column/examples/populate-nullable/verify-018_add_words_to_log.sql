-- Verify 018: Add words to log
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column words of log exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('log')
           AND attname = 'words'
           AND atttypid = to_regtype('integer')
       ) AS holds;
