-- Migration 067: Set source of events aside
-- Date: 2026-11-22
-- Command: new-migration drop-column events source

BEGIN;

SET LOCAL lock_timeout = '2s';

-- It keeps its values, indexes and constraints until it is dropped for good
ALTER TABLE events
  RENAME COLUMN source TO _dropped_067_source;

-- Rows come without it from now on
ALTER TABLE events
  ALTER COLUMN _dropped_067_source DROP NOT NULL;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('067_set_aside_source_of_events', CURRENT_TIMESTAMP);

COMMIT;
