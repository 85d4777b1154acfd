-- Verify 052: Grant ALL ON TABLE users, everybody to pg_read_all_stats
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'ALL on users, everybody is granted to pg_read_all_stats with grant option' AS claim,
       (
         SELECT count(*)
         FROM (
           SELECT coalesce(relacl, acldefault('r', relowner)) AS list, relowner AS owner
           FROM pg_class
           WHERE oid = to_regclass('users')
           UNION ALL
           SELECT coalesce(relacl, acldefault('r', relowner)) AS list, relowner AS owner
           FROM pg_class
           WHERE oid = to_regclass('everybody')
         ) AS _objects, aclexplode(list) AS _privilege
         WHERE _privilege.grantee IN (to_regrole('pg_read_all_stats'))
           AND _privilege.is_grantable
       ) = 2 * (SELECT count(*) FROM aclexplode(acldefault('r', 10))) AS holds;
