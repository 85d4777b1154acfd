-- Verify 044: Delete rows of app.places
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'deleted rows of app.places are kept in app._undo_044_places' AS claim,
       to_regclass('app._undo_044_places') IS NOT NULL AS holds;

SELECT 'migration 044_delete_rows_of_places is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '044_delete_rows_of_places') AS holds;
