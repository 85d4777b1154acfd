-- Verify 001: Create users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'table users exists with all its columns' AS claim,
       (
         SELECT count(*) = 4
         FROM pg_attribute
         WHERE attrelid = to_regclass('users')
           AND attnum > 0
           AND attname IN ('user_id', 'email', 'created_at', 'last_login')
       ) AS holds;
