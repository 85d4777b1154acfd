-- Migration 055: Grant ALL (id, name) ON TABLE users to PUBLIC
-- Date: 2026-11-22
-- Command: new-migration grant 'ALL (id, name) ON users TO PUBLIC'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse what is granted already: the rollback would take it away
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
    WHERE _privilege.grantee IN (0)
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'of these privileges, granted already', _offending
      USING HINT = E'Leave out those that psql shows with \\dp, or the like.';
  END IF;
END
$$;

GRANT ALL (id, name)
  ON TABLE users
  TO PUBLIC;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('055_grant_all_on_users_to_public', CURRENT_TIMESTAMP);

COMMIT;
