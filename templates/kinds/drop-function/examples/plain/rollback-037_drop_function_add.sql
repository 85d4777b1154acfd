-- Rollback 037: Drop function add(integer, integer)
-- Date: 2026-11-22
-- Command: new-migration drop-function 'add(int, int)'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE FUNCTION add(a integer, b integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT a + b $function$;

COMMENT ON FUNCTION add(integer, integer) IS 'The sum of two numbers';

REVOKE EXECUTE ON FUNCTION add(integer, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION add(integer, integer) TO pg_monitor;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '037_drop_function_add';

COMMIT;
