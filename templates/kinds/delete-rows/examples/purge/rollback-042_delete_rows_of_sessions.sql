-- Rollback 042: Delete rows of sessions
-- Date: 2026-11-22
-- Command: new-migration delete-rows sessions --where 'expires_at < now()' --undo nothing --batch-size 7

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '042_delete_rows_of_sessions') THEN
    RAISE EXCEPTION 'migration 042_delete_rows_of_sessions is not applied';
  END IF;
END
$$;

-- Data lost: the rows of sessions that migration 042 deleted, for they were not kept

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- Only a forward run that was given up half-way has left it
DO $$
BEGIN
  IF obj_description(to_regclass('_progress_042_sessions')) = 'How far migration 042_delete_rows_of_sessions has come' THEN
    DROP TABLE _progress_042_sessions;
  END IF;
END
$$;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '042_delete_rows_of_sessions';

COMMIT;
