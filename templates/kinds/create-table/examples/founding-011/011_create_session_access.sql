-- Migration 011: Create session_access
-- Date: 2026-11-22
-- Command: new-migration create-table session_access 'access_id UUID PRIMARY KEY DEFAULT gen_random_uuid()' 'user_id UUID NOT NULL REFERENCES users(user_id) ON DELETE CASCADE' 'session_id UUID NOT NULL REFERENCES review_sessions(session_id) ON DELETE CASCADE' 'granted_by UUID NOT NULL REFERENCES users(user_id)' 'granted_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP' --unique 'user_id, session_id' --on-delete 'no action' --index 'idx_session_access_user ON session_access(user_id)' --index 'idx_session_access_session ON session_access(session_id)' --index 'idx_session_access_granted_by ON session_access(granted_by)' --comment 'Controls which analysts can access which sessions' --column-comment "granted_by IS 'Admin who granted access'" --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE TABLE session_access (
  access_id uuid DEFAULT gen_random_uuid() CONSTRAINT pk_session_access PRIMARY KEY,
  user_id uuid NOT NULL CONSTRAINT fk_session_access_user_id REFERENCES users (user_id) ON DELETE CASCADE,
  session_id uuid NOT NULL CONSTRAINT fk_session_access_session_id REFERENCES review_sessions (session_id) ON DELETE CASCADE,
  granted_by uuid NOT NULL CONSTRAINT fk_session_access_granted_by REFERENCES users (user_id) ON DELETE NO ACTION,
  granted_at timestamp DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT uq_session_access_user_id_session_id UNIQUE (user_id, session_id)
);

CREATE INDEX idx_session_access_user
  ON session_access (user_id);

CREATE INDEX idx_session_access_session
  ON session_access (session_id);

CREATE INDEX idx_session_access_granted_by
  ON session_access (granted_by);

COMMENT ON TABLE session_access IS 'Controls which analysts can access which sessions';
COMMENT ON COLUMN session_access.granted_by IS 'Admin who granted access';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('011_create_session_access', CURRENT_TIMESTAMP);

COMMIT;
