-- Verify 015: Add full_name beside user_name to users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column full_name of users exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('users')
           AND attname = 'full_name'
       ) AS holds;

SELECT 'a trigger of users keeps user_name and full_name together' AS claim,
       EXISTS (
         SELECT FROM pg_trigger
         WHERE tgrelid = to_regclass('users')
           AND tgname = 'zz_sync_users_user_name_full_name'
           AND tgenabled IN ('O', 'A')
       ) AS holds;
