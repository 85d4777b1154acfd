-- Verify 056: Grant SELECT ("My Column", "a""b"), INSERT ON TABLE "odd schema"."order", "odd schema"."naïve" to pg_monitor
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'INSERT on "odd schema"."order", "odd schema"."naïve" is granted to pg_monitor' AS claim,
       (
         SELECT count(*)
         FROM (
           SELECT coalesce(relacl, acldefault('r', relowner)) AS list, relowner AS owner
           FROM pg_class
           WHERE oid = to_regclass('"odd schema"."order"')
           UNION ALL
           SELECT coalesce(relacl, acldefault('r', relowner)) AS list, relowner AS owner
           FROM pg_class
           WHERE oid = to_regclass('"odd schema"."naïve"')
         ) AS _objects, aclexplode(list) AS _privilege
         WHERE _privilege.grantee IN (to_regrole('pg_monitor'))
           AND _privilege.privilege_type IN ('INSERT')
       ) = 2 AS holds;

SELECT 'SELECT ("My Column", "a""b") on "odd schema"."order", "odd schema"."naïve" is granted to pg_monitor' AS claim,
       (
         SELECT count(*)
         FROM (
           SELECT attacl AS list, relowner AS owner
           FROM pg_attribute
           JOIN pg_class ON pg_class.oid = attrelid
           WHERE attrelid = to_regclass('"odd schema"."order"')
             AND attname IN ('My Column', 'a"b')
           UNION ALL
           SELECT attacl AS list, relowner AS owner
           FROM pg_attribute
           JOIN pg_class ON pg_class.oid = attrelid
           WHERE attrelid = to_regclass('"odd schema"."naïve"')
             AND attname IN ('My Column', 'a"b')
         ) AS _objects, aclexplode(list) AS _privilege
         WHERE _privilege.grantee IN (to_regrole('pg_monitor'))
           AND _privilege.privilege_type IN ('SELECT')
       ) = 4 AS holds;
