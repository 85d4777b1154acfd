-- Migration 061: Set the default of source of events
-- Date: 2026-11-22
-- Command: new-migration set-default events source "'app'"

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE events
  ALTER COLUMN source SET DEFAULT 'app';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('061_set_default_of_source_of_events', CURRENT_TIMESTAMP);

COMMIT;
