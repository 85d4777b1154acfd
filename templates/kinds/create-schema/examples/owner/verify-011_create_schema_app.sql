-- Verify 011: Create schema app
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'schema app exists and belongs to pg_database_owner' AS claim,
       EXISTS (
         SELECT FROM pg_namespace
         WHERE nspname = 'app'
           AND pg_get_userbyid(nspowner) = 'pg_database_owner'
       ) AS holds;
