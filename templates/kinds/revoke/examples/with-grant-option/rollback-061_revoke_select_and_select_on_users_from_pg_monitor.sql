-- Rollback 061: Revoke SELECT (email), SELECT (id) ON TABLE users from pg_monitor
-- Date: 2026-11-22
-- Command: new-migration revoke 'SELECT (email), SELECT (id) ON users FROM pg_monitor' --with-grant-option

BEGIN;

SET LOCAL lock_timeout = '2s';

GRANT SELECT (email), SELECT (id)
  ON TABLE users
  TO pg_monitor
  WITH GRANT OPTION;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '061_revoke_select_and_select_on_users_from_pg_monitor';

COMMIT;
