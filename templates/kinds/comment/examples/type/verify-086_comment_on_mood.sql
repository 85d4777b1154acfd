-- Verify 086: Comment on TYPE app.mood
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'TYPE app.mood has this comment' AS claim,
       EXISTS (
         SELECT FROM pg_description
         JOIN pg_get_object_address(
           'type',
           ARRAY['app.mood'],
           ARRAY[]::text[]
         ) AS _target ON (_target.classid, _target.objid, _target.objsubid) = (classoid, objoid, pg_description.objsubid)
         WHERE description = 'How they feel'
       ) AS holds;
