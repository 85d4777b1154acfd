-- Verify 040: Delete rows of sessions
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'deleted rows of sessions are kept in _undo_040_sessions' AS claim,
       to_regclass('_undo_040_sessions') IS NOT NULL AS holds;

SELECT 'migration 040_delete_rows_of_sessions is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '040_delete_rows_of_sessions') AS holds;
