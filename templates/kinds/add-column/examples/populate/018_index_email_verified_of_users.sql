-- Migration 018: Index email_verified of users
-- Date: 2026-11-22
-- Command: new-migration add-column users 'email_verified boolean not null default false' --index --populate "created_at < '2026-01-01'" --key user_id --batch-size 10

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '018_index_email_verified_of_users') THEN
    RAISE EXCEPTION 'migration 018_index_email_verified_of_users is applied already';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'idx_users_email_verified'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'users'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', 'idx_users_email_verified';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('_new_018_idx_users_email_verified')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS _new_018_idx_users_email_verified;

CREATE INDEX CONCURRENTLY _new_018_idx_users_email_verified
  ON users (email_verified);

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('_new_018_idx_users_email_verified')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX _new_018_idx_users_email_verified
  RENAME TO idx_users_email_verified;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('018_index_email_verified_of_users', CURRENT_TIMESTAMP);

COMMIT;
