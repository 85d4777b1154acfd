-- Verify 030: Insert 2 rows into roles
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'rows of roles are there: 2' AS claim,
       (
         SELECT count(*)
         FROM roles
         WHERE id IN (1, 2)
       ) = 2 AS holds;
