-- Verify 062: Revoke EXECUTE ON FUNCTION app.total(integer, numeric), app.total() from PUBLIC
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'EXECUTE on app.total(integer, numeric), app.total() is not granted to PUBLIC' AS claim,
       (
         SELECT count(*)
         FROM (
           SELECT coalesce(proacl, acldefault('f', proowner)) AS list, proowner AS owner
           FROM pg_proc
           WHERE oid = to_regprocedure('app.total(integer, numeric)')
           UNION ALL
           SELECT coalesce(proacl, acldefault('f', proowner)) AS list, proowner AS owner
           FROM pg_proc
           WHERE oid = to_regprocedure('app.total()')
         ) AS _objects, aclexplode(list) AS _privilege
         WHERE _privilege.grantee IN (0)
           AND _privilege.privilege_type IN ('EXECUTE')
       ) = 0 AS holds;
