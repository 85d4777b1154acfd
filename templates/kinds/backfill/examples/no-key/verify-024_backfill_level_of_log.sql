-- Verify 024: Backfill level of log
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'migration 024_backfill_level_of_log is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '024_backfill_level_of_log') AS holds;

SELECT 'no row of log is left whose level is NULL' AS claim,
       NOT EXISTS (SELECT FROM log WHERE level IS NULL) AS holds;
