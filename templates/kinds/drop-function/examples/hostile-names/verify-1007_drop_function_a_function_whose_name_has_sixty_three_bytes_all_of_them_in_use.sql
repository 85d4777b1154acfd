-- Verify 1007: Drop function "odd schema"."a function whose name has sixty-three bytes, all of them in use"("odd schema"."My Type", timestamp with time zone[])
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'function "odd schema"."a function whose name has sixty-three bytes, all of them in use"("odd schema"."My Type", timestamp with time zone[]) is gone' AS claim,
       to_regprocedure('"odd schema"."a function whose name has sixty-three bytes, all of them in use"("odd schema"."My Type", timestamp with time zone[])') IS NULL AS holds;
