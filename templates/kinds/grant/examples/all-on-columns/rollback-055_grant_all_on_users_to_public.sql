-- Rollback 055: Grant ALL (id, name) ON TABLE users to PUBLIC
-- Date: 2026-11-22
-- Command: new-migration grant 'ALL (id, name) ON users TO PUBLIC'

BEGIN;

SET LOCAL lock_timeout = '2s';

REVOKE ALL (id, name)
  ON TABLE users
  FROM PUBLIC;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '055_grant_all_on_users_to_public';

COMMIT;
