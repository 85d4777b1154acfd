-- Verify 1000: Drop "a""b" for good
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'table "_dropped_999_a""b"."a""b" is dropped, and its schema' AS claim,
       to_regclass('"_dropped_999_a""b"."a""b"') IS NULL
       AND to_regnamespace('"_dropped_999_a""b"') IS NULL AS holds;
