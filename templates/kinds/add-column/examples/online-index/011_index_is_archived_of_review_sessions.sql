-- Migration 011: Index is_archived of review_sessions
-- Purpose: Let analysts hide finished sessions
-- Author: Ada Lovelace
-- Date: 2026-11-22
-- Command: new-migration add-column review_sessions 'is_archived boolean not null default false' --index

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '011_index_is_archived_of_review_sessions') THEN
    RAISE EXCEPTION 'migration 011_index_is_archived_of_review_sessions is applied already';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'idx_review_sessions_is_archived'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'review_sessions'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', 'idx_review_sessions_is_archived';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('_new_011_idx_review_sessions_is_archived')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS _new_011_idx_review_sessions_is_archived;

CREATE INDEX CONCURRENTLY _new_011_idx_review_sessions_is_archived
  ON review_sessions (is_archived);

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('_new_011_idx_review_sessions_is_archived')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX _new_011_idx_review_sessions_is_archived
  RENAME TO idx_review_sessions_is_archived;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('011_index_is_archived_of_review_sessions', CURRENT_TIMESTAMP);

COMMIT;
