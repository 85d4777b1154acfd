-- Verify 064: Revoke USAGE ON SEQUENCE tickets, app.numbers from pg_monitor, pg_read_all_stats
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'USAGE on tickets, app.numbers is not granted to pg_monitor, pg_read_all_stats' AS claim,
       (
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
       ) = 0 AS holds;
