-- Migration 022: Set events aside
-- Date: 2026-11-22
-- Command: new-migration drop-table events

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE SCHEMA _dropped_022_events;

COMMENT ON SCHEMA _dropped_022_events IS 'Set aside by migration 022_set_aside_events';

-- Foreign keys are checked as the owner of the table, who may be another; its own privileges stay as they are
GRANT USAGE ON SCHEMA _dropped_022_events TO PUBLIC;

-- It keeps its rows, indexes, constraints, triggers and privileges until it is dropped for good
ALTER TABLE public.events
  SET SCHEMA _dropped_022_events;

-- Its partitions do not follow by themselves
ALTER TABLE public.events_2024
  SET SCHEMA _dropped_022_events;

ALTER TABLE archive.events_old
  SET SCHEMA _dropped_022_events;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('022_set_aside_events', CURRENT_TIMESTAMP);

COMMIT;
