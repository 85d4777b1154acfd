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

-- A build that failed leaves an invalid index behind: drop it, but never a valid one
DO $$
BEGIN
  SET LOCAL lock_timeout = '2s';
  IF EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('idx_user_notes_deleted_at')
      AND indrelid = to_regclass('user_notes')
      AND NOT indisvalid
  ) THEN
    DROP INDEX idx_user_notes_deleted_at;
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

CREATE INDEX CONCURRENTLY idx_user_notes_deleted_at
  ON user_notes (deleted_at);

DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('idx_user_notes_deleted_at')
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
VALUES ('014_index_deleted_at_of_user_notes', CURRENT_TIMESTAMP);
