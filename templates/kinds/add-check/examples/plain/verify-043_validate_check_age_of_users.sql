-- Verify 043: Validate check ck_users_age of users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'check constraint ck_users_age of users is valid' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('users')
           AND conname = 'ck_users_age'
           AND contype = 'c'
           AND convalidated
       ) AS holds;
