-- Verify 999: Drop index "odd schema"."My ""index"" of naïve $$, it's 63 bytes long: all of it is used"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'there is no index "odd schema"."My ""index"" of naïve $$, it''s 63 bytes long: all of it is used"' AS claim,
       to_regclass('"odd schema"."My ""index"" of naïve $$, it''s 63 bytes long: all of it is used"') IS NULL AS holds;
