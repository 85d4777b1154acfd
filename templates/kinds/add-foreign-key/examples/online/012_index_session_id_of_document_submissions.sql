-- Migration 012: Index session_id of document_submissions
-- Date: 2026-11-22
-- Command: new-migration add-foreign-key document_submissions session_id review_sessions --on-delete cascade

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '012_index_session_id_of_document_submissions') THEN
    RAISE EXCEPTION 'migration 012_index_session_id_of_document_submissions is applied already';
  END IF;
END
$$;

-- A build that failed leaves an invalid index behind: drop it, but never a valid one
DO $$
BEGIN
  SET LOCAL lock_timeout = '2s';
  IF EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('idx_document_submissions_session_id')
      AND indrelid = to_regclass('document_submissions')
      AND NOT indisvalid
  ) THEN
    DROP INDEX idx_document_submissions_session_id;
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

CREATE INDEX CONCURRENTLY idx_document_submissions_session_id
  ON document_submissions (session_id);

DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('idx_document_submissions_session_id')
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
VALUES ('012_index_session_id_of_document_submissions', CURRENT_TIMESTAMP);
