-- Verify 017: Index users (full_name)
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index idx_users_full_name on users exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('idx_users_full_name')
           AND indrelid = to_regclass('users')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
