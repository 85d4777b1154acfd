-- Verify 023: Backfill value of app.readings
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'replaced values of app.readings are kept in app._undo_023_readings' AS claim,
       to_regclass('app._undo_023_readings') IS NOT NULL AS holds;

SELECT 'migration 023_backfill_value_of_readings is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '023_backfill_value_of_readings') AS holds;
