-- Verify 075: Enable row security for notes
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'row security of notes is enabled, and forced' AS claim,
       EXISTS (
         SELECT FROM pg_class
         WHERE oid = to_regclass('notes')
           AND relrowsecurity
           AND relforcerowsecurity
       ) AS holds;
