-- Rollback 051: Grant SELECT (id, name), UPDATE (name), DELETE ON TABLE users to pg_monitor, PUBLIC
-- Date: 2026-11-22
-- Command: new-migration grant 'SELECT (id, name), UPDATE (name), DELETE ON users TO pg_monitor, PUBLIC' --no-with-grant-option

BEGIN;

SET LOCAL lock_timeout = '2s';

REVOKE SELECT (id, name), UPDATE (name), DELETE
  ON TABLE users
  FROM pg_monitor, PUBLIC;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '051_grant_select_and_update_and_delete_on_users_to_pg_monitor_and_public';

COMMIT;
