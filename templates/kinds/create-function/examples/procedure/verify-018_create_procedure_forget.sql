-- Verify 018: Create procedure forget(date, character varying[])
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'procedure forget(date, character varying[]) exists' AS claim,
       EXISTS (
         SELECT FROM pg_proc
         WHERE oid = to_regprocedure('forget(date, character varying[])')
           AND prokind = 'p'
       ) AS holds;
