-- Migration 016: Create function add(integer, integer)
-- Date: 2026-11-22
-- Command: new-migration create-function 'CREATE FUNCTION add(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT a + b $$' --comment 'The sum of two numbers'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE FUNCTION add(a int, b int) RETURNS int
  LANGUAGE sql IMMUTABLE
  AS $$ SELECT a + b $$;

COMMENT ON FUNCTION add(integer, integer) IS 'The sum of two numbers';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('016_create_function_add', CURRENT_TIMESTAMP);

COMMIT;
