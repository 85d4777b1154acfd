-- Migration 050: Grant SELECT, INSERT ON TABLE users to pg_monitor
-- Date: 2026-11-22
-- Command: new-migration grant 'SELECT, INSERT ON users TO pg_monitor'

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
    WHERE _privilege.grantee IN (to_regrole('pg_monitor'))
      AND _privilege.privilege_type IN ('SELECT', 'INSERT')
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
      AND _privilege.grantee IN (to_regrole('pg_monitor'))
      AND _privilege.privilege_type IN ('SELECT', 'INSERT')
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'of these privileges, granted on single columns', _offending
      USING HINT = 'The rollback would take them away too: revoke those first, in a migration of their own.';
  END IF;
END
$$;

GRANT SELECT, INSERT
  ON TABLE users
  TO pg_monitor;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('050_grant_select_and_insert_on_users_to_pg_monitor', CURRENT_TIMESTAMP);

COMMIT;
