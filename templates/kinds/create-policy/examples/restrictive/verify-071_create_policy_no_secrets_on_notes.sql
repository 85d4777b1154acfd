-- Verify 071: Create policy no_secrets on notes
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'policy no_secrets of notes exists, restrictive for UPDATE' AS claim,
       EXISTS (
         SELECT FROM pg_policy
         WHERE polrelid = to_regclass('notes')
           AND polname = 'no_secrets'
           AND polcmd = 'w'
           AND polpermissive = false
       ) AS holds;
