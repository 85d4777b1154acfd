-- Verify 017: Create function touch()
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'function touch() exists' AS claim,
       EXISTS (
         SELECT FROM pg_proc
         WHERE oid = to_regprocedure('touch()')
           AND prokind <> 'p'
       ) AS holds;
