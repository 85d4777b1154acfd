-- Rollback 014: Validate the foreign key of document_submissions
-- Date: 2026-11-22
-- Command: new-migration add-foreign-key document_submissions session_id review_sessions --on-delete cascade

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Nothing makes a constraint NOT VALID again, so it is dropped and put back as it was
ALTER TABLE document_submissions
  DROP CONSTRAINT fk_document_submissions_session_id;

ALTER TABLE document_submissions
  ADD CONSTRAINT fk_document_submissions_session_id
  FOREIGN KEY (session_id)
  REFERENCES review_sessions
  ON DELETE CASCADE
  NOT VALID;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '014_validate_foreign_key_session_id_of_document_submissions';

COMMIT;
