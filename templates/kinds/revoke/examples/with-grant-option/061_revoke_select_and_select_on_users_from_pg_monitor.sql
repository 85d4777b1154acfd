-- Migration 061: Revoke SELECT (email), SELECT (id) ON TABLE users from pg_monitor
-- Date: 2026-11-22
-- Command: new-migration revoke 'SELECT (email), SELECT (id) ON users FROM pg_monitor' --with-grant-option

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse what is not there as the rollback grants it again
DO $$
DECLARE
  _offending bigint := (
    SELECT 1 - (
      SELECT count(*)
      FROM (
        SELECT attacl AS list, relowner AS owner
        FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid
        WHERE attrelid = to_regclass('users')
          AND attname IN ('email')
      ) AS _objects, aclexplode(list) AS _privilege
      WHERE _privilege.grantee IN (to_regrole('pg_monitor'))
        AND _privilege.privilege_type IN ('SELECT')
        AND _privilege.grantor = owner
        AND _privilege.is_grantable
    )
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'of these privileges, not granted by the owner with grant option', _offending
      USING HINT = E'Leave out those that psql does not show with \\dp, or the like; where it shows a * behind them, give --with-grant-option.';
  END IF;
END
$$;

DO $$
DECLARE
  _offending bigint := (
    SELECT 1 - (
      SELECT count(*)
      FROM (
        SELECT attacl AS list, relowner AS owner
        FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid
        WHERE attrelid = to_regclass('users')
          AND attname IN ('id')
      ) AS _objects, aclexplode(list) AS _privilege
      WHERE _privilege.grantee IN (to_regrole('pg_monitor'))
        AND _privilege.privilege_type IN ('SELECT')
        AND _privilege.grantor = owner
        AND _privilege.is_grantable
    )
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'of these privileges, not granted by the owner with grant option', _offending
      USING HINT = E'Leave out those that psql does not show with \\dp, or the like; where it shows a * behind them, give --with-grant-option.';
  END IF;
END
$$;

REVOKE SELECT (email), SELECT (id)
  ON TABLE users
  FROM pg_monitor;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('061_revoke_select_and_select_on_users_from_pg_monitor', CURRENT_TIMESTAMP);

COMMIT;
