-- Migration 023: Create view active_users
-- Purpose: Whom the newsletter goes to
-- Date: 2026-11-22
-- Command: new-migration create-view active_users 'SELECT id, email FROM users WHERE is_active' --comment 'Users who can log in'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE VIEW active_users AS
SELECT id, email
FROM users
WHERE is_active;

COMMENT ON VIEW active_users IS 'Users who can log in';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('023_create_view_active_users', CURRENT_TIMESTAMP);

COMMIT;
