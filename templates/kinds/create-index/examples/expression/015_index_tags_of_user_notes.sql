-- Migration 015: Index user_notes (tags array_ops)
-- Date: 2026-11-22
-- Command: new-migration create-index user_notes 'tags array_ops' "to_tsvector('simple', body)" --method gin

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '015_index_tags_of_user_notes') THEN
    RAISE EXCEPTION 'migration 015_index_tags_of_user_notes is applied already';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'idx_user_notes_tags'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'user_notes'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', 'idx_user_notes_tags';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('_new_015_idx_user_notes_tags')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS _new_015_idx_user_notes_tags;

CREATE INDEX CONCURRENTLY _new_015_idx_user_notes_tags
  ON user_notes USING gin (tags array_ops);

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('_new_015_idx_user_notes_tags')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX _new_015_idx_user_notes_tags
  RENAME TO idx_user_notes_tags;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('015_index_tags_of_user_notes', CURRENT_TIMESTAMP);

COMMIT;
