-- Verify 034: forget old events
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'migration 034_forget_old_events is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '034_forget_old_events') AS holds;
