-- Verify 038: Drop function add(integer, integer)
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'function add(integer, integer) is gone' AS claim,
       to_regprocedure('add(integer, integer)') IS NULL AS holds;
