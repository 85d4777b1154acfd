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

-- A build that failed leaves an invalid index behind: drop it, but never a valid one
DO $$
BEGIN
  SET LOCAL lock_timeout = '2s';
  IF EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('idx_review_sessions_is_archived')
      AND indrelid = to_regclass('review_sessions')
      AND NOT indisvalid
  ) THEN
    DROP INDEX idx_review_sessions_is_archived;
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

CREATE INDEX CONCURRENTLY idx_review_sessions_is_archived
  ON review_sessions (is_archived);

DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('idx_review_sessions_is_archived')
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
VALUES ('011_index_is_archived_of_review_sessions', CURRENT_TIMESTAMP);
