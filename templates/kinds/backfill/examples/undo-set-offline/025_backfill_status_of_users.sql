-- Migration 025: Backfill status of users
-- Date: 2026-11-22
-- Command: new-migration backfill users --set "status = 'active'" --where 'status IS NULL' --undo-set 'status = NULL' --undo-where "status = 'active'" --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

UPDATE users
SET status = 'active'
WHERE status IS NULL;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('025_backfill_status_of_users', CURRENT_TIMESTAMP);

COMMIT;
