-- Verify 042: Replace function add(integer, integer)
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'migration 042_replace_function_add is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '042_replace_function_add') AS holds;
