-- Migration 016: Index user_notes (to_tsvector('simple', body))
-- Date: 2026-11-22
-- Command: new-migration create-index user_notes 'tags array_ops' "to_tsvector('simple', body)" --method gin

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '016_index_to_tsvector_body_of_user_notes') THEN
    RAISE EXCEPTION 'migration 016_index_to_tsvector_body_of_user_notes is applied already';
  END IF;
END
$$;

-- A build that failed leaves an invalid index behind: drop it, but never a valid one
DO $$
BEGIN
  SET LOCAL lock_timeout = '2s';
  IF EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('idx_user_notes_to_tsvector_body')
      AND indrelid = to_regclass('user_notes')
      AND NOT indisvalid
  ) THEN
    DROP INDEX idx_user_notes_to_tsvector_body;
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

CREATE INDEX CONCURRENTLY idx_user_notes_to_tsvector_body
  ON user_notes USING gin (to_tsvector('simple', body));

DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('idx_user_notes_to_tsvector_body')
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
VALUES ('016_index_to_tsvector_body_of_user_notes', CURRENT_TIMESTAMP);
