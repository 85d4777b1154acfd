-- Migration 031: tune autovacuum of events
-- Purpose: Keep the statistics of a busy table fresh
-- Date: 2026-11-22
-- Command: new-migration sql 'tune autovacuum of events' --forward 'ALTER TABLE events SET (autovacuum_vacuum_scale_factor = 0.01)' --rollback 'ALTER TABLE events RESET (autovacuum_vacuum_scale_factor);' --claim 'events is vacuumed at 1 % dead rows' --holds "EXISTS (SELECT FROM pg_class WHERE oid = to_regclass('events') AND 'autovacuum_vacuum_scale_factor=0.01' = ANY (reloptions))"

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE events SET (autovacuum_vacuum_scale_factor = 0.01);

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('031_tune_autovacuum_of_events', CURRENT_TIMESTAMP);

COMMIT;
