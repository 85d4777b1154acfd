-- Verify 018: Index users (full_name, user_id), unique
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index uq_users_full_name_user_id on users exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('uq_users_full_name_user_id')
           AND indrelid = to_regclass('users')
           AND indisunique = true
           AND indisvalid
       ) AS holds;
