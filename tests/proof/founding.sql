-- Migration 010: Add is_archived column
BEGIN;

ALTER TABLE review_sessions 
  ADD COLUMN is_archived BOOLEAN DEFAULT false NOT NULL;

-- Add index if column will be filtered
CREATE INDEX idx_review_sessions_is_archived 
  ON review_sessions(is_archived);

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('010_add_is_archived_to_sessions', CURRENT_TIMESTAMP)
ON CONFLICT DO NOTHING;

COMMIT;

-- Rollback 010
BEGIN;

DROP INDEX IF EXISTS idx_review_sessions_is_archived;
ALTER TABLE review_sessions DROP COLUMN IF EXISTS is_archived;

DELETE FROM schema_migrations 
WHERE migration_name = '010_add_is_archived_to_sessions';

COMMIT;

-- Migration 011: Create session_access table
BEGIN;

CREATE TABLE session_access (
  access_id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
  user_id UUID NOT NULL REFERENCES users(user_id) ON DELETE CASCADE,
  session_id UUID NOT NULL REFERENCES review_sessions(session_id) ON DELETE CASCADE,
  granted_by UUID NOT NULL REFERENCES users(user_id),
  granted_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  UNIQUE(user_id, session_id)
);

-- Indexes for common queries
CREATE INDEX idx_session_access_user ON session_access(user_id);
CREATE INDEX idx_session_access_session ON session_access(session_id);
CREATE INDEX idx_session_access_granted_by ON session_access(granted_by);

-- Comments for documentation
COMMENT ON TABLE session_access IS 'Controls which analysts can access which sessions';
COMMENT ON COLUMN session_access.granted_by IS 'Admin who granted access';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('011_create_session_access', CURRENT_TIMESTAMP);

COMMIT;

-- Rollback 011
BEGIN;

DROP TABLE IF EXISTS session_access CASCADE;

DELETE FROM schema_migrations 
WHERE migration_name = '011_create_session_access';

COMMIT;

-- Migration 012: Add foreign key to submissions
BEGIN;

-- Add foreign key with ON DELETE CASCADE
ALTER TABLE document_submissions
  ADD CONSTRAINT fk_submissions_session
  FOREIGN KEY (session_id)
  REFERENCES review_sessions(session_id)
  ON DELETE CASCADE;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('012_add_submissions_fk', CURRENT_TIMESTAMP);

COMMIT;

-- Rollback 012
BEGIN;

ALTER TABLE document_submissions
  DROP CONSTRAINT IF EXISTS fk_submissions_session;

DELETE FROM schema_migrations 
WHERE migration_name = '012_add_submissions_fk';

COMMIT;

-- Migration 013: Add index for notes filtering
BEGIN;

-- Single column index
CREATE INDEX idx_user_notes_created_by 
  ON user_notes(created_by);

-- Composite index for common query pattern
CREATE INDEX idx_user_notes_submission_creator 
  ON user_notes(submission_id, created_by);

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('013_add_notes_indexes', CURRENT_TIMESTAMP);

COMMIT;

-- Rollback 013
BEGIN;

DROP INDEX IF EXISTS idx_user_notes_created_by;
DROP INDEX IF EXISTS idx_user_notes_submission_creator;

DELETE FROM schema_migrations 
WHERE migration_name = '013_add_notes_indexes';

COMMIT;

-- Migration 014: Add email_verified column
BEGIN;

-- Step 1: Add nullable column
ALTER TABLE users ADD COLUMN email_verified BOOLEAN;

-- Step 2: Populate existing rows
UPDATE users SET email_verified = true WHERE created_at < '2026-01-01';
UPDATE users SET email_verified = false WHERE created_at >= '2026-01-01';

-- Step 3: Make NOT NULL
ALTER TABLE users ALTER COLUMN email_verified SET NOT NULL;

-- Step 4: Add default for new rows
ALTER TABLE users ALTER COLUMN email_verified SET DEFAULT false;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('014_add_email_verified', CURRENT_TIMESTAMP);

COMMIT;
