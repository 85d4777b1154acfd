-- Verify 040: Replace function add(integer, integer)
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'function add(integer, integer) has the new body' AS claim,
       EXISTS (
         SELECT FROM pg_proc
         WHERE oid = to_regprocedure('add(integer, integer)')
           AND encode(sha256(convert_to(prosrc, 'UTF8')), 'hex') = '34e736409782734ec0c3b6e3610bbae18f0095434f558050733c6275dc9bcef7'
       ) AS holds;

SELECT 'migration 040_replace_function_add is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '040_replace_function_add') AS holds;
