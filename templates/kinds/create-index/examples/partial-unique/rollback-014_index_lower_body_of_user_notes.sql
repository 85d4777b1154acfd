-- Rollback 014: Index public.user_notes (lower(body))
-- Date: 2026-11-22
-- Command: new-migration create-index public.user_notes 'lower(body)' note_id --unique --where 'deleted_at is null and created_by = any (array[0, 1])' --include submission_id --nulls-not-distinct --storage 'fillfactor = 80'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '014_index_lower_body_of_user_notes') THEN
    RAISE EXCEPTION 'migration 014_index_lower_body_of_user_notes is not applied';
  END IF;
END
$$;

SET lock_timeout = 0;

-- A run that was broken off may have dropped it; to undo what was never applied is refused above
DROP INDEX CONCURRENTLY IF EXISTS public.idx_user_notes_lower_body;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS public._new_014_idx_user_notes_lower_body;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '014_index_lower_body_of_user_notes';
