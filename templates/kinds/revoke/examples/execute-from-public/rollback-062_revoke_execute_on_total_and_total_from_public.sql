-- Rollback 062: Revoke EXECUTE ON FUNCTION app.total(integer, numeric), app.total() from PUBLIC
-- Date: 2026-11-22
-- Command: new-migration revoke 'EXECUTE ON FUNCTION app.total(int, numeric), app.total() FROM PUBLIC'

BEGIN;

SET LOCAL lock_timeout = '2s';

GRANT EXECUTE
  ON FUNCTION app.total(integer, numeric), app.total()
  TO PUBLIC;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '062_revoke_execute_on_total_and_total_from_public';

COMMIT;
