-- Migration 051: Grant SELECT (id, name), UPDATE (name), DELETE ON TABLE users to pg_monitor, PUBLIC
-- Date: 2026-11-22
-- Command: new-migration grant 'SELECT (id, name), UPDATE (name), DELETE ON users TO pg_monitor, PUBLIC' --no-with-grant-option

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse what is granted already: the rollback would take it away
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM (
      SELECT coalesce(relacl, acldefault('r', relowner)) AS list, relowner AS owner
      FROM pg_class
      WHERE oid = to_regclass('users')
    ) AS _objects, aclexplode(list) AS _privilege
    WHERE _privilege.grantee IN (to_regrole('pg_monitor'), 0)
      AND _privilege.privilege_type IN ('DELETE')
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'of these privileges, granted already', _offending
      USING HINT = E'Leave out those that psql shows with \\dp, or the like.';
  END IF;
END
$$;

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM pg_attribute, aclexplode(attacl) AS _privilege
    WHERE attrelid IN (to_regclass('users'))
      AND _privilege.grantee IN (to_regrole('pg_monitor'), 0)
      AND _privilege.privilege_type IN ('DELETE')
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'of these privileges, granted on single columns', _offending
      USING HINT = 'The rollback would take them away too: revoke those first, in a migration of their own.';
  END IF;
END
$$;

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM (
      SELECT attacl AS list, relowner AS owner
      FROM pg_attribute
      JOIN pg_class ON pg_class.oid = attrelid
      WHERE attrelid = to_regclass('users')
        AND attname IN ('id', 'name')
    ) AS _objects, aclexplode(list) AS _privilege
    WHERE _privilege.grantee IN (to_regrole('pg_monitor'), 0)
      AND _privilege.privilege_type IN ('SELECT')
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'of these privileges, granted already', _offending
      USING HINT = E'Leave out those that psql shows with \\dp, or the like.';
  END IF;
END
$$;

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM (
      SELECT attacl AS list, relowner AS owner
      FROM pg_attribute
      JOIN pg_class ON pg_class.oid = attrelid
      WHERE attrelid = to_regclass('users')
        AND attname IN ('name')
    ) AS _objects, aclexplode(list) AS _privilege
    WHERE _privilege.grantee IN (to_regrole('pg_monitor'), 0)
      AND _privilege.privilege_type IN ('UPDATE')
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'of these privileges, granted already', _offending
      USING HINT = E'Leave out those that psql shows with \\dp, or the like.';
  END IF;
END
$$;

GRANT SELECT (id, name), UPDATE (name), DELETE
  ON TABLE users
  TO pg_monitor, PUBLIC;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('051_grant_select_and_update_and_delete_on_users_to_pg_monitor_and_public', CURRENT_TIMESTAMP);

COMMIT;
