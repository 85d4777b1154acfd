-- Rollback 041: Replace function add(integer, integer)
-- Date: 2026-11-22
-- Command: new-migration replace-function 'CREATE OR REPLACE FUNCTION add(a int, b int) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT a::bigint + b $$'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP FUNCTION add(integer, integer);

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
WHERE migration_name = '041_replace_function_add';

COMMIT;
