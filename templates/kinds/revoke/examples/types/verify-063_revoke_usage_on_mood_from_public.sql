-- Verify 063: Revoke USAGE ON TYPE mood from PUBLIC
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'USAGE on mood is not granted to PUBLIC' AS claim,
       (
         SELECT count(*)
         FROM (
           SELECT coalesce(typacl, acldefault('T', typowner)) AS list, typowner AS owner
           FROM pg_type
           WHERE oid = to_regtype('mood')
         ) AS _objects, aclexplode(list) AS _privilege
         WHERE _privilege.grantee IN (0)
           AND _privilege.privilege_type IN ('USAGE')
       ) = 0 AS holds;
