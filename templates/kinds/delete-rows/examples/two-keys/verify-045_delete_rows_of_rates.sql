-- Verify 045: Delete rows of rates
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'deleted rows of rates are kept in _undo_045_rates' AS claim,
       to_regclass('_undo_045_rates') IS NOT NULL AS holds;

SELECT 'migration 045_delete_rows_of_rates is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '045_delete_rows_of_rates') AS holds;
