-- Migration 030: Add foreign key to document_submissions
-- Date: 2026-11-22
-- Command: new-migration add-foreign-key document_submissions session_id review_sessions --on-delete 'set null' --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE INDEX idx_document_submissions_session_id
  ON document_submissions (session_id);

ALTER TABLE document_submissions
  ADD CONSTRAINT fk_document_submissions_session_id
  FOREIGN KEY (session_id)
  REFERENCES review_sessions
  ON DELETE SET NULL;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('030_add_foreign_key_session_id_to_document_submissions', CURRENT_TIMESTAMP);

COMMIT;
