-- Migration 015: Index public.user_notes (note_id)
-- Date: 2026-11-22
-- Command: new-migration create-index public.user_notes 'lower(body)' note_id --unique --where 'deleted_at is null and created_by = any (array[0, 1])' --include submission_id --nulls-not-distinct --storage 'fillfactor = 80'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '015_index_note_id_of_user_notes') THEN
    RAISE EXCEPTION 'migration 015_index_note_id_of_user_notes is applied already';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'idx_user_notes_note_id'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'public.user_notes'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', 'public.idx_user_notes_note_id';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('public._new_015_idx_user_notes_note_id')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS public._new_015_idx_user_notes_note_id;

CREATE UNIQUE INDEX CONCURRENTLY _new_015_idx_user_notes_note_id
  ON public.user_notes (note_id)
  INCLUDE (submission_id)
  NULLS NOT DISTINCT
  WITH (fillfactor = 80)
  WHERE deleted_at IS NULL AND created_by = ANY (ARRAY[0, 1]);

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('public._new_015_idx_user_notes_note_id')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX public._new_015_idx_user_notes_note_id
  RENAME TO idx_user_notes_note_id;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('015_index_note_id_of_user_notes', CURRENT_TIMESTAMP);

COMMIT;
