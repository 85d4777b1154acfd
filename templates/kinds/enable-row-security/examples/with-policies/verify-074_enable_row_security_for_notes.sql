-- Verify 074: Enable row security for notes
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'row security of notes is enabled' AS claim,
       EXISTS (
         SELECT FROM pg_class
         WHERE oid = to_regclass('notes')
           AND relrowsecurity
       ) AS holds;

SELECT 'policy public_notes of notes exists, permissive for SELECT' AS claim,
       EXISTS (
         SELECT FROM pg_policy
         WHERE polrelid = to_regclass('notes')
           AND polname = 'public_notes'
           AND polcmd = 'r'
           AND polpermissive = true
       ) AS holds;

SELECT 'policy own_notes of notes exists, permissive for ALL' AS claim,
       EXISTS (
         SELECT FROM pg_policy
         WHERE polrelid = to_regclass('notes')
           AND polname = 'own_notes'
           AND polcmd = '*'
           AND polpermissive = true
       ) AS holds;
