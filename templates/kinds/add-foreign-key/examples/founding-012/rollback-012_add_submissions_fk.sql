-- Rollback 012: Add foreign key to document_submissions
-- Date: 2026-11-22
-- Command: new-migration add-foreign-key document_submissions session_id 'review_sessions(session_id)' --on-delete cascade --constraint fk_submissions_session --no-index --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE document_submissions
  DROP CONSTRAINT fk_submissions_session;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '012_add_submissions_fk';

COMMIT;
