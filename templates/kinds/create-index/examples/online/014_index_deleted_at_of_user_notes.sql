-- Migration 014: Index user_notes (deleted_at)
-- Date: 2026-11-22
-- Command: new-migration create-index user_notes 'submission_id, created_by DESC' deleted_at

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '014_index_deleted_at_of_user_notes') THEN
    RAISE EXCEPTION 'migration 014_index_deleted_at_of_user_notes is applied already';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'idx_user_notes_deleted_at'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'user_notes'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', 'idx_user_notes_deleted_at';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('_new_014_idx_user_notes_deleted_at')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS _new_014_idx_user_notes_deleted_at;

CREATE INDEX CONCURRENTLY _new_014_idx_user_notes_deleted_at
  ON user_notes (deleted_at);

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('_new_014_idx_user_notes_deleted_at')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX _new_014_idx_user_notes_deleted_at
  RENAME TO idx_user_notes_deleted_at;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('014_index_deleted_at_of_user_notes', CURRENT_TIMESTAMP);

COMMIT;
