-- Verify 043: Drop trigger touch of users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'trigger touch of users is gone' AS claim,
       to_regclass('users') IS NOT NULL
       AND NOT EXISTS (
         SELECT FROM pg_trigger
         WHERE tgrelid = to_regclass('users')
           AND tgname = 'touch'
       ) AS holds;
