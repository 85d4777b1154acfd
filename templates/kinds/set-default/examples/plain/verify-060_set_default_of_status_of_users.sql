-- Verify 060: Set the default of status of users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column status of users has a default' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('users')
           AND attname = 'status'
           AND atthasdef
       ) AS holds;
