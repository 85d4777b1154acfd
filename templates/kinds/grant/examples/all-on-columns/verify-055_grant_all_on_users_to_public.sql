-- Verify 055: Grant ALL (id, name) ON TABLE users to PUBLIC
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'ALL (id, name) on users is granted to PUBLIC' AS claim,
       (
         SELECT count(*)
         FROM (
           SELECT attacl AS list, relowner AS owner
           FROM pg_attribute
           JOIN pg_class ON pg_class.oid = attrelid
           WHERE attrelid = to_regclass('users')
             AND attname IN ('id', 'name')
         ) AS _objects, aclexplode(list) AS _privilege
         WHERE _privilege.grantee IN (0)
       ) = 8 AS holds;
