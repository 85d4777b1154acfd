-- Verify 084: Comment on FUNCTION app.total(int, numeric)
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'FUNCTION app.total(int, numeric) has this comment' AS claim,
       EXISTS (
         SELECT FROM pg_description
         JOIN pg_get_object_address(
           'function',
           ARRAY['app', 'total'],
           ARRAY['int', 'numeric']::text[]
         ) AS _target ON (_target.classid, _target.objid, _target.objsubid) = (classoid, objoid, pg_description.objsubid)
         WHERE description = 'Adds up'
       ) AS holds;
