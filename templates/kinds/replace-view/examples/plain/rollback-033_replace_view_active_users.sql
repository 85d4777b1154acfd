-- Rollback 033: Replace view active_users
-- Purpose: Leave out users who have no name
-- Date: 2026-11-22
-- Command: new-migration replace-view active_users 'SELECT id, email FROM users WHERE is_active AND name IS NOT NULL'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE OR REPLACE VIEW active_users
  WITH (security_barrier = true)
AS
 SELECT id,
    email
   FROM users
  WHERE is_active;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '033_replace_view_active_users';

COMMIT;
