-- Verify 021: Create trigger touch on users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'trigger touch of users exists and calls touch' AS claim,
       EXISTS (
         SELECT FROM pg_trigger
         WHERE tgrelid = to_regclass('users')
           AND tgname = 'touch'
           AND tgfoid = to_regprocedure('touch()')
       ) AS holds;
