-- Migration 062: Revoke EXECUTE ON FUNCTION app.total(integer, numeric), app.total() from PUBLIC
-- Date: 2026-11-22
-- Command: new-migration revoke 'EXECUTE ON FUNCTION app.total(int, numeric), app.total() FROM PUBLIC'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse what is not there as the rollback grants it again
DO $$
DECLARE
  _offending bigint := (
    SELECT 2 - (
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
      WHERE _privilege.grantee IN (0)
        AND _privilege.privilege_type IN ('EXECUTE')
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

REVOKE EXECUTE
  ON FUNCTION app.total(integer, numeric), app.total()
  FROM PUBLIC;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('062_revoke_execute_on_total_and_total_from_public', CURRENT_TIMESTAMP);

COMMIT;
