-- Rollback 013: Index user_notes (submission_id, created_by DESC)
-- Date: 2026-11-22
-- Command: new-migration create-index user_notes 'submission_id, created_by DESC' deleted_at

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '013_index_submission_id_and_created_by_of_user_notes') THEN
    RAISE EXCEPTION 'migration 013_index_submission_id_and_created_by_of_user_notes is not applied';
  END IF;
END
$$;

SET lock_timeout = 0;

-- A run that was broken off may have dropped it; to undo what was never applied is refused above
DROP INDEX CONCURRENTLY IF EXISTS idx_user_notes_submission_id_created_by;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS _new_013_idx_user_notes_submission_id_created_by;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '013_index_submission_id_and_created_by_of_user_notes';
