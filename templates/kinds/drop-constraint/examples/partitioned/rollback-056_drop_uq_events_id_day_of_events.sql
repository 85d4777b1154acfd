-- Rollback 056: Drop uq_events_id_day of events
-- Date: 2026-11-22
-- Command: new-migration drop-constraint events uq_events_id_day

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE events_2026
  ADD CONSTRAINT events_2026_id_day_key UNIQUE (id, day);

ALTER TABLE events
  ADD CONSTRAINT uq_events_id_day UNIQUE (id, day);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '056_drop_uq_events_id_day_of_events';

COMMIT;
