-- Verify 019: Create function whoami()
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'function whoami() exists' AS claim,
       EXISTS (
         SELECT FROM pg_proc
         WHERE oid = to_regprocedure('whoami()')
           AND prokind <> 'p'
       ) AS holds;
