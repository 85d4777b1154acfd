-- Verify 077: Enable row security for "odd schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'row security of "odd schema"."order" is enabled, and forced' AS claim,
       EXISTS (
         SELECT FROM pg_class
         WHERE oid = to_regclass('"odd schema"."order"')
           AND relrowsecurity
           AND relforcerowsecurity
       ) AS holds;

SELECT 'policy "a""b" of "odd schema"."order" exists, permissive for ALL' AS claim,
       EXISTS (
         SELECT FROM pg_policy
         WHERE polrelid = to_regclass('"odd schema"."order"')
           AND polname = 'a"b'
           AND polcmd = '*'
           AND polpermissive = true
       ) AS holds;

SELECT 'policy "naïve" of "odd schema"."order" exists, permissive for DELETE' AS claim,
       EXISTS (
         SELECT FROM pg_policy
         WHERE polrelid = to_regclass('"odd schema"."order"')
           AND polname = 'naïve'
           AND polcmd = 'd'
           AND polpermissive = true
       ) AS holds;
