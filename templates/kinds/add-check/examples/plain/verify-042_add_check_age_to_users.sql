-- Verify 042: Add check ck_users_age to users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'check constraint ck_users_age of users exists' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('users')
           AND conname = 'ck_users_age'
           AND contype = 'c'
       ) AS holds;
