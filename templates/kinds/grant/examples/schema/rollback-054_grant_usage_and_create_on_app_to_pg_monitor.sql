-- Rollback 054: Grant USAGE, CREATE ON SCHEMA app to pg_monitor
-- Date: 2026-11-22
-- Command: new-migration grant 'USAGE, CREATE ON SCHEMA app TO pg_monitor'

BEGIN;

SET LOCAL lock_timeout = '2s';

REVOKE USAGE, CREATE
  ON SCHEMA app
  FROM pg_monitor;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '054_grant_usage_and_create_on_app_to_pg_monitor';

COMMIT;
