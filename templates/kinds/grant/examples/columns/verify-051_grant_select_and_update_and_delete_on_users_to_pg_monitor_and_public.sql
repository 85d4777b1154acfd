-- Verify 051: Grant SELECT (id, name), UPDATE (name), DELETE ON TABLE users to pg_monitor, PUBLIC
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'DELETE on users is granted to pg_monitor, PUBLIC' AS claim,
       (
         SELECT count(*)
         FROM (
           SELECT coalesce(relacl, acldefault('r', relowner)) AS list, relowner AS owner
           FROM pg_class
           WHERE oid = to_regclass('users')
         ) AS _objects, aclexplode(list) AS _privilege
         WHERE _privilege.grantee IN (to_regrole('pg_monitor'), 0)
           AND _privilege.privilege_type IN ('DELETE')
       ) = 2 AS holds;

SELECT 'SELECT (id, name) on users is granted to pg_monitor, PUBLIC' AS claim,
       (
         SELECT count(*)
         FROM (
           SELECT attacl AS list, relowner AS owner
           FROM pg_attribute
           JOIN pg_class ON pg_class.oid = attrelid
           WHERE attrelid = to_regclass('users')
             AND attname IN ('id', 'name')
         ) AS _objects, aclexplode(list) AS _privilege
         WHERE _privilege.grantee IN (to_regrole('pg_monitor'), 0)
           AND _privilege.privilege_type IN ('SELECT')
       ) = 4 AS holds;

SELECT 'UPDATE (name) on users is granted to pg_monitor, PUBLIC' AS claim,
       (
         SELECT count(*)
         FROM (
           SELECT attacl AS list, relowner AS owner
           FROM pg_attribute
           JOIN pg_class ON pg_class.oid = attrelid
           WHERE attrelid = to_regclass('users')
             AND attname IN ('name')
         ) AS _objects, aclexplode(list) AS _privilege
         WHERE _privilege.grantee IN (to_regrole('pg_monitor'), 0)
           AND _privilege.privilege_type IN ('UPDATE')
       ) = 2 AS holds;
