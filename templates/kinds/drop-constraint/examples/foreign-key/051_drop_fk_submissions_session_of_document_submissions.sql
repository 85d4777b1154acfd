-- Migration 051: Drop fk_submissions_session of document_submissions
-- Date: 2026-11-22
-- Command: new-migration drop-constraint document_submissions fk_submissions_session

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '051_drop_fk_submissions_session_of_document_submissions') THEN
    RAISE EXCEPTION 'migration 051_drop_fk_submissions_session_of_document_submissions is applied already';
  END IF;
END
$$;

-- What is dropped here in a moment takes its rollback longer: that is why neither runs in one transaction

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE document_submissions
  DROP CONSTRAINT fk_submissions_session;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('051_drop_fk_submissions_session_of_document_submissions', CURRENT_TIMESTAMP);

COMMIT;
