-- Migration 056: Grant SELECT ("My Column", "a""b"), INSERT ON TABLE "odd schema"."order", "odd schema"."naïve" to pg_monitor
-- Date: 2026-11-22
-- Command: new-migration grant 'SELECT ("My Column", "a""b"), INSERT ON "odd schema"."order", "odd schema".naïve TO pg_monitor'

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
      WHERE oid = to_regclass('"odd schema"."order"')
      UNION ALL
      SELECT coalesce(relacl, acldefault('r', relowner)) AS list, relowner AS owner
      FROM pg_class
      WHERE oid = to_regclass('"odd schema"."naïve"')
    ) AS _objects, aclexplode(list) AS _privilege
    WHERE _privilege.grantee IN (to_regrole('pg_monitor'))
      AND _privilege.privilege_type IN ('INSERT')
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
    WHERE attrelid IN (to_regclass('"odd schema"."order"'), to_regclass('"odd schema"."naïve"'))
      AND _privilege.grantee IN (to_regrole('pg_monitor'))
      AND _privilege.privilege_type IN ('INSERT')
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
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'of these privileges, granted already', _offending
      USING HINT = E'Leave out those that psql shows with \\dp, or the like.';
  END IF;
END
$$;

GRANT SELECT ("My Column", "a""b"), INSERT
  ON TABLE "odd schema"."order", "odd schema"."naïve"
  TO pg_monitor;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('056_grant_select_and_insert_on_order_and_naive_to_pg_monitor', CURRENT_TIMESTAMP);

COMMIT;
