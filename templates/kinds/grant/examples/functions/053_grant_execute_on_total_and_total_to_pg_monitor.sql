-- Migration 053: Grant EXECUTE ON FUNCTION app.total(integer, numeric), app.total() to pg_monitor
-- Date: 2026-11-22
-- Command: new-migration grant 'EXECUTE ON FUNCTION app.total(int, numeric), app.total() TO pg_monitor'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse what is granted already: the rollback would take it away
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM (
      SELECT coalesce(proacl, acldefault('f', proowner)) AS list, proowner AS owner
      FROM pg_proc
      WHERE oid = to_regprocedure('app.total(integer, numeric)')
      UNION ALL
      SELECT coalesce(proacl, acldefault('f', proowner)) AS list, proowner AS owner
      FROM pg_proc
      WHERE oid = to_regprocedure('app.total()')
    ) AS _objects, aclexplode(list) AS _privilege
    WHERE _privilege.grantee IN (to_regrole('pg_monitor'))
      AND _privilege.privilege_type IN ('EXECUTE')
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'of these privileges, granted already', _offending
      USING HINT = E'Leave out those that psql shows with \\dp, or the like.';
  END IF;
END
$$;

GRANT EXECUTE
  ON FUNCTION app.total(integer, numeric), app.total()
  TO pg_monitor;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('053_grant_execute_on_total_and_total_to_pg_monitor', CURRENT_TIMESTAMP);

COMMIT;
