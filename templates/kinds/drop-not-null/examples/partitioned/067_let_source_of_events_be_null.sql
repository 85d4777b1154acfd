-- Migration 067: Let source of events be NULL
-- Date: 2026-11-22
-- Command: new-migration drop-not-null events source

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE events
  ALTER COLUMN source DROP NOT NULL;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('067_let_source_of_events_be_null', CURRENT_TIMESTAMP);

COMMIT;
