-- Migration 022: Set event_id of events aside
-- Date: 2026-11-22
-- Command: new-migration drop-column events event_id

BEGIN;

SET LOCAL lock_timeout = '2s';

-- It keeps its values, indexes and constraints until it is dropped for good
ALTER TABLE events
  RENAME COLUMN event_id TO _dropped_022_event_id;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('022_set_aside_event_id_of_events', CURRENT_TIMESTAMP);

COMMIT;
