-- Rollback 064: Revoke USAGE ON SEQUENCE tickets, app.numbers from pg_monitor, pg_read_all_stats
-- Date: 2026-11-22
-- Command: new-migration revoke 'USAGE ON SEQUENCE tickets, app.numbers FROM pg_monitor, pg_read_all_stats'

BEGIN;

SET LOCAL lock_timeout = '2s';

GRANT USAGE
  ON SEQUENCE tickets, app.numbers
  TO pg_monitor, pg_read_all_stats;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '064_revoke_usage_on_tickets_and_numbers_from_pg_monitor_and_pg_read_all_stats';

COMMIT;
