-- Verify 060: Revoke INSERT, UPDATE ON TABLE users from pg_monitor
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'INSERT, UPDATE on users is not granted to pg_monitor' AS claim,
       (
         SELECT count(*)
         FROM (
           SELECT coalesce(relacl, acldefault('r', relowner)) AS list, relowner AS owner
           FROM pg_class
           WHERE oid = to_regclass('users')
         ) AS _objects, aclexplode(list) AS _privilege
         WHERE _privilege.grantee IN (to_regrole('pg_monitor'))
           AND _privilege.privilege_type IN ('INSERT', 'UPDATE')
       ) = 0 AS holds;
