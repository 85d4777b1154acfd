-- Verify 010: Create schema app
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'schema app exists' AS claim,
       EXISTS (
         SELECT FROM pg_namespace
         WHERE nspname = 'app'
       ) AS holds;
