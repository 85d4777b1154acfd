-- Rollback 061: Set the default of settings of app.users
-- Date: 2026-11-22
-- Command: new-migration set-default app.users settings "jsonb_build_object('theme', 'dark', 'since', now())"

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE app.users
  ALTER COLUMN settings SET DEFAULT app.first_settings();

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '061_set_default_of_settings_of_users';

COMMIT;
