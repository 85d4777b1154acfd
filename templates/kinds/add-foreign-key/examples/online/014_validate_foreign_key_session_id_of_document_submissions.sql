-- Migration 014: Validate the foreign key of document_submissions
-- Date: 2026-11-22
-- Command: new-migration add-foreign-key document_submissions session_id review_sessions --on-delete cascade

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE document_submissions
  VALIDATE CONSTRAINT fk_document_submissions_session_id;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('014_validate_foreign_key_session_id_of_document_submissions', CURRENT_TIMESTAMP);

COMMIT;
