-- Migration 064: Revoke USAGE ON SEQUENCE tickets, app.numbers from pg_monitor, pg_read_all_stats
-- Date: 2026-11-22
-- Command: new-migration revoke 'USAGE ON SEQUENCE tickets, app.numbers FROM pg_monitor, pg_read_all_stats'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse what is not there as the rollback grants it again
DO $$
DECLARE
  _offending bigint := (
    SELECT 4 - (
      SELECT count(*)
      FROM (
        SELECT coalesce(relacl, acldefault('s', relowner)) AS list, relowner AS owner
        FROM pg_class
        WHERE oid = to_regclass('tickets')
        UNION ALL
        SELECT coalesce(relacl, acldefault('s', relowner)) AS list, relowner AS owner
        FROM pg_class
        WHERE oid = to_regclass('app.numbers')
      ) AS _objects, aclexplode(list) AS _privilege
      WHERE _privilege.grantee IN (to_regrole('pg_monitor'), to_regrole('pg_read_all_stats'))
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
  ON SEQUENCE tickets, app.numbers
  FROM pg_monitor, pg_read_all_stats;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('064_revoke_usage_on_tickets_and_numbers_from_pg_monitor_and_pg_read_all_stats', CURRENT_TIMESTAMP);

COMMIT;
