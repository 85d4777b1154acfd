-- Verify 017: Rename user_name of users to full_name
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column full_name of users exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('users')
           AND attname = 'full_name'
       ) AS holds;

SELECT 'column user_name of users does not exist' AS claim,
       NOT EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('users')
           AND attname = 'user_name'
       ) AS holds;
