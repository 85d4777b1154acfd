-- Verify 033: index events online
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'migration 033_index_events_online is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '033_index_events_online') AS holds;
