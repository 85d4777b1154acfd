-- Verify 032: Insert 1 row into plans
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'rows of plans are there: 1' AS claim,
       (
         SELECT count(*)
         FROM plans
         WHERE plan_id IN (1)
       ) = 1 AS holds;
