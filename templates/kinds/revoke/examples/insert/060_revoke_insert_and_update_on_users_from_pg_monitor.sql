-- Migration 060: Revoke INSERT, UPDATE ON TABLE users from pg_monitor
-- Date: 2026-11-22
-- Command: new-migration revoke 'INSERT, UPDATE ON users FROM pg_monitor'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse what is not there as the rollback grants it again
DO $$
DECLARE
  _offending bigint := (
    SELECT 2 - (
      SELECT count(*)
      FROM (
        SELECT coalesce(relacl, acldefault('r', relowner)) AS list, relowner AS owner
        FROM pg_class
        WHERE oid = to_regclass('users')
      ) AS _objects, aclexplode(list) AS _privilege
      WHERE _privilege.grantee IN (to_regrole('pg_monitor'))
        AND _privilege.privilege_type IN ('INSERT', 'UPDATE')
        AND _privilege.grantor = owner
        AND NOT _privilege.is_grantable
    )
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'of these privileges, not granted by the owner without grant option', _offending
      USING HINT = E'Leave out those that psql does not show with \\dp, or the like; where it shows a * behind them, give --with-grant-option.';
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
      AND _privilege.privilege_type IN ('INSERT', 'UPDATE')
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'of these privileges, granted on single columns too', _offending
      USING HINT = 'REVOKE on the table takes them away: revoke those first, in a migration of their own.';
  END IF;
END
$$;

REVOKE INSERT, UPDATE
  ON TABLE users
  FROM pg_monitor;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('060_revoke_insert_and_update_on_users_from_pg_monitor', CURRENT_TIMESTAMP);

COMMIT;
