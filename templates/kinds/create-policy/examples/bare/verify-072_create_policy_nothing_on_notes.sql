-- Verify 072: Create policy nothing on notes
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'policy nothing of notes exists, permissive for ALL' AS claim,
       EXISTS (
         SELECT FROM pg_policy
         WHERE polrelid = to_regclass('notes')
           AND polname = 'nothing'
           AND polcmd = '*'
           AND polpermissive = true
       ) AS holds;
