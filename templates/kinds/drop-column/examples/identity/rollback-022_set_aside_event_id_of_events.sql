-- Rollback 022: Set event_id of events aside
-- Date: 2026-11-22
-- Command: new-migration drop-column events event_id

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE events
  RENAME COLUMN _dropped_022_event_id TO event_id;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '022_set_aside_event_id_of_events';

COMMIT;
