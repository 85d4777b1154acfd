-- Verify 022: Backfill name, status of users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'replaced values of users are kept in _undo_022_users' AS claim,
       to_regclass('_undo_022_users') IS NOT NULL AS holds;

SELECT 'migration 022_backfill_name_and_status_of_users is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '022_backfill_name_and_status_of_users') AS holds;
