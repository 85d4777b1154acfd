-- Verify 016: Create function add(integer, integer)
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'function add(integer, integer) exists' AS claim,
       EXISTS (
         SELECT FROM pg_proc
         WHERE oid = to_regprocedure('add(integer, integer)')
           AND prokind <> 'p'
       ) AS holds;
