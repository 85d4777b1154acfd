-- Migration 062: Drop index idx_events_id
-- Date: 2026-11-22
-- Command: new-migration drop-index idx_events_id --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP INDEX idx_events_id;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('062_drop_idx_events_id', CURRENT_TIMESTAMP);

COMMIT;
