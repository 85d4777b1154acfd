-- Rollback 011: Create session_access
-- Date: 2026-11-22
-- Command: new-migration create-table session_access 'access_id UUID PRIMARY KEY DEFAULT gen_random_uuid()' 'user_id UUID NOT NULL REFERENCES users(user_id) ON DELETE CASCADE' 'session_id UUID NOT NULL REFERENCES review_sessions(session_id) ON DELETE CASCADE' 'granted_by UUID NOT NULL REFERENCES users(user_id)' 'granted_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP' --unique 'user_id, session_id' --on-delete 'no action' --index 'idx_session_access_user ON session_access(user_id)' --index 'idx_session_access_session ON session_access(session_id)' --index 'idx_session_access_granted_by ON session_access(granted_by)' --comment 'Controls which analysts can access which sessions' --column-comment "granted_by IS 'Admin who granted access'" --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TABLE session_access;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '011_create_session_access';

COMMIT;
