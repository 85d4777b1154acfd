-- Rollback 053: Grant EXECUTE ON FUNCTION app.total(integer, numeric), app.total() to pg_monitor
-- Date: 2026-11-22
-- Command: new-migration grant 'EXECUTE ON FUNCTION app.total(int, numeric), app.total() TO pg_monitor'

BEGIN;

SET LOCAL lock_timeout = '2s';

REVOKE EXECUTE
  ON FUNCTION app.total(integer, numeric), app.total()
  FROM pg_monitor;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '053_grant_execute_on_total_and_total_to_pg_monitor';

COMMIT;
