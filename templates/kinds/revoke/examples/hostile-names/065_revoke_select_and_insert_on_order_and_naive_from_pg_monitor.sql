-- Migration 065: Revoke SELECT ("My Column", "a""b"), INSERT ON TABLE "odd schema"."order", "odd schema"."naïve" from pg_monitor
-- Date: 2026-11-22
-- Command: new-migration revoke 'SELECT ("My Column", "a""b"), INSERT ON "odd schema"."order", "odd schema".naïve FROM pg_monitor'

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
        WHERE oid = to_regclass('"odd schema"."order"')
        UNION ALL
        SELECT coalesce(relacl, acldefault('r', relowner)) AS list, relowner AS owner
        FROM pg_class
        WHERE oid = to_regclass('"odd schema"."naïve"')
      ) AS _objects, aclexplode(list) AS _privilege
      WHERE _privilege.grantee IN (to_regrole('pg_monitor'))
        AND _privilege.privilege_type IN ('INSERT')
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
    WHERE attrelid IN (to_regclass('"odd schema"."order"'), to_regclass('"odd schema"."naïve"'))
      AND _privilege.grantee IN (to_regrole('pg_monitor'))
      AND _privilege.privilege_type IN ('INSERT')
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'of these privileges, granted on single columns too', _offending
      USING HINT = 'REVOKE on the table takes them away: revoke those first, in a migration of their own.';
  END IF;
END
$$;

DO $$
DECLARE
  _offending bigint := (
    SELECT 4 - (
      SELECT count(*)
      FROM (
        SELECT attacl AS list, relowner AS owner
        FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid
        WHERE attrelid = to_regclass('"odd schema"."order"')
          AND attname IN ('My Column', 'a"b')
        UNION ALL
        SELECT attacl AS list, relowner AS owner
        FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid
        WHERE attrelid = to_regclass('"odd schema"."naïve"')
          AND attname IN ('My Column', 'a"b')
      ) AS _objects, aclexplode(list) AS _privilege
      WHERE _privilege.grantee IN (to_regrole('pg_monitor'))
        AND _privilege.privilege_type IN ('SELECT')
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

REVOKE SELECT ("My Column", "a""b"), INSERT
  ON TABLE "odd schema"."order", "odd schema"."naïve"
  FROM pg_monitor;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('065_revoke_select_and_insert_on_order_and_naive_from_pg_monitor', CURRENT_TIMESTAMP);

COMMIT;
