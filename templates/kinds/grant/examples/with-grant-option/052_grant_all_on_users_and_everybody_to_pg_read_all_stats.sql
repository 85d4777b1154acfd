-- Migration 052: Grant ALL ON TABLE users, everybody to pg_read_all_stats
-- Date: 2026-11-22
-- Command: new-migration grant 'ALL ON users, everybody TO pg_read_all_stats' --with-grant-option

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
      UNION ALL
      SELECT coalesce(relacl, acldefault('r', relowner)) AS list, relowner AS owner
      FROM pg_class
      WHERE oid = to_regclass('everybody')
    ) AS _objects, aclexplode(list) AS _privilege
    WHERE _privilege.grantee IN (to_regrole('pg_read_all_stats'))
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
    WHERE attrelid IN (to_regclass('users'), to_regclass('everybody'))
      AND _privilege.grantee IN (to_regrole('pg_read_all_stats'))
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'of these privileges, granted on single columns', _offending
      USING HINT = 'The rollback would take them away too: revoke those first, in a migration of their own.';
  END IF;
END
$$;

GRANT ALL
  ON TABLE users, everybody
  TO pg_read_all_stats
  WITH GRANT OPTION;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('052_grant_all_on_users_and_everybody_to_pg_read_all_stats', CURRENT_TIMESTAMP);

COMMIT;
