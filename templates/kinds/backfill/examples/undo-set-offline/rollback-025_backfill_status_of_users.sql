-- Rollback 025: Backfill status of users
-- Date: 2026-11-22
-- Command: new-migration backfill users --set "status = 'active'" --where 'status IS NULL' --undo-set 'status = NULL' --undo-where "status = 'active'" --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

UPDATE users
SET status = NULL
WHERE status = 'active';

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '025_backfill_status_of_users';

COMMIT;
