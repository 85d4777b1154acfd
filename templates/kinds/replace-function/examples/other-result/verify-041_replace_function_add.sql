-- Verify 041: Replace function add(integer, integer)
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'function add(integer, integer) has the new body' AS claim,
       EXISTS (
         SELECT FROM pg_proc
         WHERE oid = to_regprocedure('add(integer, integer)')
           AND encode(sha256(convert_to(prosrc, 'UTF8')), 'hex') = 'db2a2852824b47cb382dddde7b4788ea0385679724e4fd41d440fe8e6944befa'
       ) AS holds;

SELECT 'migration 041_replace_function_add is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '041_replace_function_add') AS holds;
