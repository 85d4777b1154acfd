-- Verify 1002: Create function "odd schema"."a function whose name has sixty-three bytes, all of them in use"("odd schema"."My Type", timestamp with time zone[])
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'function "odd schema"."a function whose name has sixty-three bytes, all of them in use"("odd schema"."My Type", timestamp with time zone[]) exists' AS claim,
       EXISTS (
         SELECT FROM pg_proc
         WHERE oid = to_regprocedure('"odd schema"."a function whose name has sixty-three bytes, all of them in use"("odd schema"."My Type", timestamp with time zone[])')
           AND prokind <> 'p'
       ) AS holds;
