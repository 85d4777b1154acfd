-- Migration 041: Replace function add(integer, integer)
-- Date: 2026-11-22
-- Command: new-migration replace-function 'CREATE OR REPLACE FUNCTION add(a int, b int) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT a::bigint + b $$'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP FUNCTION add(integer, integer);

CREATE FUNCTION add(a int, b int) RETURNS bigint
  LANGUAGE sql IMMUTABLE
  AS $$ SELECT a::bigint + b $$;

COMMENT ON FUNCTION add(integer, integer) IS 'The sum of two numbers';

REVOKE EXECUTE ON FUNCTION add(integer, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION add(integer, integer) TO pg_monitor;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('041_replace_function_add', CURRENT_TIMESTAMP);

COMMIT;
