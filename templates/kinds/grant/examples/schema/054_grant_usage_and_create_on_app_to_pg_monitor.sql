-- Migration 054: Grant USAGE, CREATE ON SCHEMA app to pg_monitor
-- Date: 2026-11-22
-- Command: new-migration grant 'USAGE, CREATE ON SCHEMA app TO pg_monitor'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse what is granted already: the rollback would take it away
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM (
      SELECT coalesce(nspacl, acldefault('n', nspowner)) AS list, nspowner AS owner
      FROM pg_namespace
      WHERE oid = to_regnamespace('app')
    ) AS _objects, aclexplode(list) AS _privilege
    WHERE _privilege.grantee IN (to_regrole('pg_monitor'))
      AND _privilege.privilege_type IN ('USAGE', 'CREATE')
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'of these privileges, granted already', _offending
      USING HINT = E'Leave out those that psql shows with \\dp, or the like.';
  END IF;
END
$$;

GRANT USAGE, CREATE
  ON SCHEMA app
  TO pg_monitor;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('054_grant_usage_and_create_on_app_to_pg_monitor', CURRENT_TIMESTAMP);

COMMIT;
