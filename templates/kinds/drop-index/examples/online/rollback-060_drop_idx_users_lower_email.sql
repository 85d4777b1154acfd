-- Rollback 060: Drop index idx_users_lower_email
-- Date: 2026-11-22
-- Command: new-migration drop-index idx_users_lower_email

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '060_drop_idx_users_lower_email') THEN
    RAISE EXCEPTION 'migration 060_drop_idx_users_lower_email is not applied';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'idx_users_lower_email'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'users'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', 'idx_users_lower_email';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('_new_060_idx_users_lower_email')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS _new_060_idx_users_lower_email;

CREATE INDEX CONCURRENTLY _new_060_idx_users_lower_email
  ON users (lower(email) DESC)
  INCLUDE (id)
  WITH (fillfactor='70')
  WHERE deleted_at IS NULL;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('_new_060_idx_users_lower_email')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX _new_060_idx_users_lower_email
  RENAME TO idx_users_lower_email;

ALTER INDEX idx_users_lower_email
  ALTER COLUMN 1 SET STATISTICS 500;

COMMENT ON INDEX idx_users_lower_email IS 'For the login';

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '060_drop_idx_users_lower_email';

COMMIT;
