-- Rollback 016: Create function add(integer, integer)
-- Date: 2026-11-22
-- Command: new-migration create-function 'CREATE FUNCTION add(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT a + b $$' --comment 'The sum of two numbers'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP FUNCTION add(integer, integer);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '016_create_function_add';

COMMIT;
