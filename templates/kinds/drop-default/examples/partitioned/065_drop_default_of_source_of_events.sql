-- Migration 065: Drop the default of source of events
-- Date: 2026-11-22
-- Command: new-migration drop-default events source

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE events
  ALTER COLUMN source DROP DEFAULT;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('065_drop_default_of_source_of_events', CURRENT_TIMESTAMP);

COMMIT;
