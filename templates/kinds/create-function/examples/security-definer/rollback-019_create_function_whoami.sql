-- Rollback 019: Create function whoami()
-- Date: 2026-11-22
-- Command: new-migration create-function "CREATE FUNCTION whoami() RETURNS SETOF name SECURITY DEFINER SET search_path = '' STABLE RETURN current_user"

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP FUNCTION whoami();

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '019_create_function_whoami';

COMMIT;
