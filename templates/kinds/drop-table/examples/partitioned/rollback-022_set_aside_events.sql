-- Rollback 022: Set events aside
-- Date: 2026-11-22
-- Command: new-migration drop-table events

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE _dropped_022_events.events_2024
  SET SCHEMA public;

ALTER TABLE _dropped_022_events.events_old
  SET SCHEMA archive;

ALTER TABLE _dropped_022_events.events
  SET SCHEMA public;

DROP SCHEMA _dropped_022_events;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '022_set_aside_events';

COMMIT;
