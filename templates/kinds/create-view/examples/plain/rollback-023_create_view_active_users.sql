-- Rollback 023: Create view active_users
-- Purpose: Whom the newsletter goes to
-- Date: 2026-11-22
-- Command: new-migration create-view active_users 'SELECT id, email FROM users WHERE is_active' --comment 'Users who can log in'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP VIEW active_users;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '023_create_view_active_users';

COMMIT;
