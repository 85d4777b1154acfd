-- Verify 081: Comment on COLUMN users.email
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'COLUMN users.email has this comment' AS claim,
       EXISTS (
         SELECT FROM pg_description
         JOIN pg_get_object_address(
           'table column',
           ARRAY['users', 'email'],
           ARRAY[]::text[]
         ) AS _target ON (_target.classid, _target.objid, _target.objsubid) = (classoid, objoid, pg_description.objsubid)
         WHERE description = E'It''s where mail goes: 100 % \\ sure'
       ) AS holds;
