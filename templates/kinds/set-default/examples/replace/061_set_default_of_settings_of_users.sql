-- Migration 061: Set the default of settings of app.users
-- Date: 2026-11-22
-- Command: new-migration set-default app.users settings "jsonb_build_object('theme', 'dark', 'since', now())"

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE app.users
  ALTER COLUMN settings SET DEFAULT jsonb_build_object('theme', 'dark', 'since', now());

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('061_set_default_of_settings_of_users', CURRENT_TIMESTAMP);

COMMIT;
