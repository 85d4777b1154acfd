-- Verify 016: Copy user_name to full_name of users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'migration 016_copy_user_name_to_full_name_of_users is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '016_copy_user_name_to_full_name_of_users') AS holds;

SELECT 'no row of users differs in user_name and full_name' AS claim,
       NOT EXISTS (SELECT FROM users WHERE full_name IS DISTINCT FROM user_name) AS holds;
