-- Verify 039: Drop procedure forget(date)
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'procedure forget(date) is gone' AS claim,
       to_regprocedure('forget(date)') IS NULL AS holds;
