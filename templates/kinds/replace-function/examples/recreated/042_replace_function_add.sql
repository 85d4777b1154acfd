-- Migration 042: Replace function add(integer, integer)
-- Date: 2026-11-22
-- Command: new-migration replace-function 'CREATE FUNCTION add(a int, b int = 0) RETURNS int LANGUAGE sql IMMUTABLE RETURN a + b'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP VIEW top;

DROP VIEW totals;

DROP FUNCTION add(integer, integer);

CREATE FUNCTION add(a int, b int = 0) RETURNS int
  LANGUAGE sql IMMUTABLE
  RETURN a + b;

COMMENT ON FUNCTION add(integer, integer) IS 'The sum of two numbers';

REVOKE EXECUTE ON FUNCTION add(integer, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION add(integer, integer) TO pg_monitor;

CREATE VIEW totals AS
 SELECT id,
    add(net, tax) AS total
   FROM prices;

GRANT SELECT ON totals TO pg_monitor;

CREATE VIEW top AS
 SELECT max(total) AS total
   FROM totals;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('042_replace_function_add', CURRENT_TIMESTAMP);

COMMIT;
