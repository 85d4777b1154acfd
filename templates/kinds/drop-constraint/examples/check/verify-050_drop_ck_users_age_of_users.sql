-- Verify 050: Drop ck_users_age of users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'users has no constraint ck_users_age' AS claim,
       NOT EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('users')
           AND conname = 'ck_users_age'
       ) AS holds;
