-- Verify 054: Grant USAGE, CREATE ON SCHEMA app to pg_monitor
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'USAGE, CREATE on app is granted to pg_monitor' AS claim,
       (
         SELECT count(*)
         FROM (
           SELECT coalesce(nspacl, acldefault('n', nspowner)) AS list, nspowner AS owner
           FROM pg_namespace
           WHERE oid = to_regnamespace('app')
         ) AS _objects, aclexplode(list) AS _privilege
         WHERE _privilege.grantee IN (to_regrole('pg_monitor'))
           AND _privilege.privilege_type IN ('USAGE', 'CREATE')
       ) = 2 AS holds;
