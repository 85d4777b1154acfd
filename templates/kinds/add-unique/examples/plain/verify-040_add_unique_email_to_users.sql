-- Verify 040: Add unique (email) to users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'unique constraint uq_users_email of users exists' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('users')
           AND conname = 'uq_users_email'
           AND contype = 'u'
       ) AS holds;
