-- Verify 031: Check that email of users is not NULL
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'constraint ck_users_email_not_null of users exists' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('users')
           AND conname = 'ck_users_email_not_null'
           AND contype = 'c'
       ) AS holds;
