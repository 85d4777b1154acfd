-- Rollback 062: Drop index idx_events_id
-- Date: 2026-11-22
-- Command: new-migration drop-index idx_events_id --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE INDEX events_2026_id_idx
  ON events_2026 (id);

CREATE INDEX idx_events_id
  ON events (id);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '062_drop_idx_events_id';

COMMIT;
