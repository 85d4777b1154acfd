-- Verify 999: Set "odd schema"."a table's name of ""sixty-three"" bytes, all of them in use: 1234" aside
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'table "odd schema"."a table''s name of ""sixty-three"" bytes, all of them in use: 1234" is set aside as "_dropped_999_a table''s name of ""sixty-three"" bytes, al_fccdc13f"."a table''s name of ""sixty-three"" bytes, all of them in use: 1234"' AS claim,
       to_regclass('"_dropped_999_a table''s name of ""sixty-three"" bytes, al_fccdc13f"."a table''s name of ""sixty-three"" bytes, all of them in use: 1234"') IS NOT NULL
       AND to_regclass('"odd schema"."a table''s name of ""sixty-three"" bytes, all of them in use: 1234"') IS NULL AS holds;
