-- Rollback 013: Add foreign key to document_submissions
-- Date: 2026-11-22
-- Command: new-migration add-foreign-key document_submissions session_id review_sessions --on-delete cascade

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE document_submissions
  DROP CONSTRAINT fk_document_submissions_session_id;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '013_add_foreign_key_session_id_to_document_submissions';

COMMIT;
