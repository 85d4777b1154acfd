-- Rollback 050: Grant SELECT, INSERT ON TABLE users to pg_monitor
-- Date: 2026-11-22
-- Command: new-migration grant 'SELECT, INSERT ON users TO pg_monitor'

BEGIN;

SET LOCAL lock_timeout = '2s';

REVOKE SELECT, INSERT
  ON TABLE users
  FROM pg_monitor;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '050_grant_select_and_insert_on_users_to_pg_monitor';

COMMIT;
