-- Verify 1005: Drop view "odd schema"."a view whose name has sixty-three bytes, all of them are in use"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'view "odd schema"."a view whose name has sixty-three bytes, all of them are in use" is gone' AS claim,
       to_regclass('"odd schema"."a view whose name has sixty-three bytes, all of them are in use"') IS NULL AS holds;
