-- Verify 015: Populate email_verified of users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'migration 015_populate_email_verified_of_users is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '015_populate_email_verified_of_users') AS holds;
