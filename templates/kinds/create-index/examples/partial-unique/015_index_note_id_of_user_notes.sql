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

-- A build that failed leaves an invalid index behind: drop it, but never a valid one
DO $$
BEGIN
  SET LOCAL lock_timeout = '2s';
  IF EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('public.idx_user_notes_note_id')
      AND indrelid = to_regclass('public.user_notes')
      AND NOT indisvalid
  ) THEN
    DROP INDEX public.idx_user_notes_note_id;
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

CREATE UNIQUE INDEX CONCURRENTLY idx_user_notes_note_id
  ON public.user_notes (note_id)
  INCLUDE (submission_id)
  NULLS NOT DISTINCT
  WITH (fillfactor = 80)
  WHERE deleted_at IS NULL AND created_by = ANY (ARRAY[0, 1]);

DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('public.idx_user_notes_note_id')
      AND NOT indisvalid
  ) THEN
    RAISE EXCEPTION 'the index is invalid'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('015_index_note_id_of_user_notes', CURRENT_TIMESTAMP);
