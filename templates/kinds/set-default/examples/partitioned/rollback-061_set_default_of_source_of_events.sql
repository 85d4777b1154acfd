-- Rollback 061: Set the default of source of events
-- Date: 2026-11-22
-- Command: new-migration set-default events source "'app'"

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE ONLY events
  ALTER COLUMN source SET DEFAULT 'web'::text;

ALTER TABLE events_2024
  ALTER COLUMN source SET DEFAULT 'web'::text;

ALTER TABLE archive.events_old
  ALTER COLUMN source SET DEFAULT 'archive'::text;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '061_set_default_of_source_of_events';

COMMIT;
