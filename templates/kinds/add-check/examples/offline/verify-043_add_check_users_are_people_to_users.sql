-- Verify 043: Add check users_are_people to users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'check constraint users_are_people of users is valid' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('users')
           AND conname = 'users_are_people'
           AND contype = 'c'
           AND convalidated
       ) AS holds;
