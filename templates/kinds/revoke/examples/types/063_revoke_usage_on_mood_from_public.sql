-- Migration 063: Revoke USAGE ON TYPE mood from PUBLIC
-- Date: 2026-11-22
-- Command: new-migration revoke 'USAGE ON TYPE mood FROM PUBLIC'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse what is not there as the rollback grants it again
DO $$
DECLARE
  _offending bigint := (
    SELECT 1 - (
      SELECT count(*)
      FROM (
        SELECT coalesce(typacl, acldefault('T', typowner)) AS list, typowner AS owner
        FROM pg_type
        WHERE oid = to_regtype('mood')
      ) AS _objects, aclexplode(list) AS _privilege
      WHERE _privilege.grantee IN (0)
        AND _privilege.privilege_type IN ('USAGE')
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

REVOKE USAGE
  ON TYPE mood
  FROM PUBLIC;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('063_revoke_usage_on_mood_from_public', CURRENT_TIMESTAMP);

COMMIT;
