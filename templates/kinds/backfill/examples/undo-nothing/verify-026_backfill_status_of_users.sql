-- Verify 026: Backfill status of users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'migration 026_backfill_status_of_users is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '026_backfill_status_of_users') AS holds;

SELECT 'no row of users is left whose status is NULL' AS claim,
       NOT EXISTS (SELECT FROM users WHERE status IS NULL) AS holds;
