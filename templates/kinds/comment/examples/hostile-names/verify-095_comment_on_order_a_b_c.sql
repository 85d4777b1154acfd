-- Verify 095: Comment on COLUMN "odd schema"."order"."a""b.c"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'COLUMN "odd schema"."order"."a""b.c" has this comment' AS claim,
       EXISTS (
         SELECT FROM pg_description
         JOIN pg_get_object_address(
           'table column',
           ARRAY['odd schema', 'order', 'a"b.c'],
           ARRAY[]::text[]
         ) AS _target ON (_target.classid, _target.objid, _target.objsubid) = (classoid, objoid, pg_description.objsubid)
         WHERE description = 'it''s $$ naïve; -- DROP TABLE "order"'
       ) AS holds;
