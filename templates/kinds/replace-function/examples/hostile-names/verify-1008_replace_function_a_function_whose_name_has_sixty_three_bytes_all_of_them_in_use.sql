-- Verify 1008: Replace function "odd schema"."a function whose name has sixty-three bytes, all of them in use"("odd schema"."My Type", timestamp with time zone[])
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'function "odd schema"."a function whose name has sixty-three bytes, all of them in use"("odd schema"."My Type", timestamp with time zone[]) has the new body' AS claim,
       EXISTS (
         SELECT FROM pg_proc
         WHERE oid = to_regprocedure('"odd schema"."a function whose name has sixty-three bytes, all of them in use"("odd schema"."My Type", timestamp with time zone[])')
           AND encode(sha256(convert_to(prosrc, 'UTF8')), 'hex') = '071414008493e4e152afb94c6ab5d9235fa5621b5b1b16fa8f65d4ecbc27278d'
       ) AS holds;

SELECT 'migration 1008_replace_function_a_function_whose_name_has_sixty_three_bytes_all_of_them_in_use is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1008_replace_function_a_function_whose_name_has_sixty_three_bytes_all_of_them_in_use') AS holds;
