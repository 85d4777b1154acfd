-- Rollback 060: Revoke INSERT, UPDATE ON TABLE users from pg_monitor
-- Date: 2026-11-22
-- Command: new-migration revoke 'INSERT, UPDATE ON users FROM pg_monitor'

BEGIN;

SET LOCAL lock_timeout = '2s';

GRANT INSERT, UPDATE
  ON TABLE users
  TO pg_monitor;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '060_revoke_insert_and_update_on_users_from_pg_monitor';

COMMIT;
