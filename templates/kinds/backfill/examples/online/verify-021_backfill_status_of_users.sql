-- Verify 021: Backfill status of users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'replaced values of users are kept in _undo_021_users' AS claim,
       to_regclass('_undo_021_users') IS NOT NULL AS holds;

SELECT 'migration 021_backfill_status_of_users is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '021_backfill_status_of_users') AS holds;

SELECT 'no row of users is left whose status is NULL' AS claim,
       NOT EXISTS (SELECT FROM users WHERE status IS NULL) AS holds;
