-- Migration 019: Create function whoami()
-- Date: 2026-11-22
-- Command: new-migration create-function "CREATE FUNCTION whoami() RETURNS SETOF name SECURITY DEFINER SET search_path = '' STABLE RETURN current_user"

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE FUNCTION whoami() RETURNS SETOF name SECURITY DEFINER SET search_path = '' STABLE
  RETURN CURRENT_USER;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('019_create_function_whoami', CURRENT_TIMESTAMP);

COMMIT;
