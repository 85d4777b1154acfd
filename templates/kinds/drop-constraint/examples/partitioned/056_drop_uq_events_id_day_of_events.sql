-- Migration 056: Drop uq_events_id_day of events
-- Date: 2026-11-22
-- Command: new-migration drop-constraint events uq_events_id_day

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE events
  DROP CONSTRAINT uq_events_id_day;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('056_drop_uq_events_id_day_of_events', CURRENT_TIMESTAMP);

COMMIT;
