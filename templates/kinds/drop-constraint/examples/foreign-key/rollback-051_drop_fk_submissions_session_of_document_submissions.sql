-- Rollback 051: Drop fk_submissions_session of document_submissions
-- Date: 2026-11-22
-- Command: new-migration drop-constraint document_submissions fk_submissions_session

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '051_drop_fk_submissions_session_of_document_submissions') THEN
    RAISE EXCEPTION 'migration 051_drop_fk_submissions_session_of_document_submissions is not applied';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Refuse with their number if there are rows that refer to nothing
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM document_submissions AS _referring
    WHERE _referring.session_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM review_sessions AS _referenced
      WHERE _referenced.session_id = _referring.session_id
    )
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of document_submissions that refer to no row of review_sessions', _offending
      USING HINT = 'Mend or delete them first.';
  END IF;
END
$$;

-- Holds for new rows at once; a run that was broken off may have come as far
DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('document_submissions')
      AND conname = 'fk_submissions_session'
  ) THEN
    ALTER TABLE document_submissions
      ADD CONSTRAINT fk_submissions_session
      FOREIGN KEY (session_id)
      REFERENCES review_sessions (session_id)
      ON DELETE CASCADE
      NOT VALID;
  END IF;
END
$$;

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE document_submissions
  VALIDATE CONSTRAINT fk_submissions_session;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '051_drop_fk_submissions_session_of_document_submissions';
