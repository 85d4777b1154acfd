-- Verify 054: Drop users_have_email of users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'users has no constraint users_have_email' AS claim,
       NOT EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('users')
           AND conname = 'users_have_email'
       ) AS holds;
