-- Verify 018: Index email_verified of users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index idx_users_email_verified on users exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('idx_users_email_verified')
           AND indrelid = to_regclass('users')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
