-- Verify 080: Comment on TABLE users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'TABLE users has this comment' AS claim,
       EXISTS (
         SELECT FROM pg_description
         JOIN pg_get_object_address(
           'table',
           ARRAY['users'],
           ARRAY[]::text[]
         ) AS _target ON (_target.classid, _target.objid, _target.objsubid) = (classoid, objoid, pg_description.objsubid)
         WHERE description = 'People who sign in'
       ) AS holds;
