-- Verify 016: Refuse new NULLs in email_verified of users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column email_verified of users takes no new NULL' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('users')
           AND conname = 'ck_users_email_verified_not_null'
           AND contype = 'c'
       ) OR EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('users')
           AND attname = 'email_verified'
           AND attnotnull
       ) AS holds;
