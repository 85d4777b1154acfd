-- Verify 070: Create policy own_notes on notes
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'policy own_notes of notes exists, permissive for ALL' AS claim,
       EXISTS (
         SELECT FROM pg_policy
         WHERE polrelid = to_regclass('notes')
           AND polname = 'own_notes'
           AND polcmd = '*'
           AND polpermissive = true
       ) AS holds;
