-- Verify 066: Let email of users be NULL
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column email of users may be NULL' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('users')
           AND attname = 'email'
           AND NOT attnotnull
       ) AS holds;
