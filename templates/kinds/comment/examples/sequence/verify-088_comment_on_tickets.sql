-- Verify 088: Comment on SEQUENCE app.tickets
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'SEQUENCE app.tickets has this comment' AS claim,
       EXISTS (
         SELECT FROM pg_description
         JOIN pg_get_object_address(
           'sequence',
           ARRAY['app', 'tickets'],
           ARRAY[]::text[]
         ) AS _target ON (_target.classid, _target.objid, _target.objsubid) = (classoid, objoid, pg_description.objsubid)
         WHERE description = 'Numbers of tickets'
       ) AS holds;
