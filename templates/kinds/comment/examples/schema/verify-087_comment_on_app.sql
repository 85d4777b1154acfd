-- Verify 087: Comment on SCHEMA app
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'SCHEMA app has this comment' AS claim,
       EXISTS (
         SELECT FROM pg_description
         JOIN pg_get_object_address(
           'schema',
           ARRAY['app'],
           ARRAY[]::text[]
         ) AS _target ON (_target.classid, _target.objid, _target.objsubid) = (classoid, objoid, pg_description.objsubid)
         WHERE description = 'The application'
       ) AS holds;
