-- Verify 061: Revoke SELECT (email), SELECT (id) ON TABLE users from pg_monitor
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'SELECT (email) on users is not granted to pg_monitor' AS claim,
       (
         SELECT count(*)
         FROM (
           SELECT attacl AS list, relowner AS owner
           FROM pg_attribute
           JOIN pg_class ON pg_class.oid = attrelid
           WHERE attrelid = to_regclass('users')
             AND attname IN ('email')
         ) AS _objects, aclexplode(list) AS _privilege
         WHERE _privilege.grantee IN (to_regrole('pg_monitor'))
           AND _privilege.privilege_type IN ('SELECT')
       ) = 0 AS holds;

SELECT 'SELECT (id) on users is not granted to pg_monitor' AS claim,
       (
         SELECT count(*)
         FROM (
           SELECT attacl AS list, relowner AS owner
           FROM pg_attribute
           JOIN pg_class ON pg_class.oid = attrelid
           WHERE attrelid = to_regclass('users')
             AND attname IN ('id')
         ) AS _objects, aclexplode(list) AS _privilege
         WHERE _privilege.grantee IN (to_regrole('pg_monitor'))
           AND _privilege.privilege_type IN ('SELECT')
       ) = 0 AS holds;
