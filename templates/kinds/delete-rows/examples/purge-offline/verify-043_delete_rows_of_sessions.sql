-- Verify 043: Delete rows of sessions
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'migration 043_delete_rows_of_sessions is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '043_delete_rows_of_sessions') AS holds;
