-- Verify 050: Grant SELECT, INSERT ON TABLE users to pg_monitor
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'SELECT, INSERT on users is granted to pg_monitor' AS claim,
       (
         SELECT count(*)
         FROM (
           SELECT coalesce(relacl, acldefault('r', relowner)) AS list, relowner AS owner
           FROM pg_class
           WHERE oid = to_regclass('users')
         ) AS _objects, aclexplode(list) AS _privilege
         WHERE _privilege.grantee IN (to_regrole('pg_monitor'))
           AND _privilege.privilege_type IN ('SELECT', 'INSERT')
       ) = 2 AS holds;
