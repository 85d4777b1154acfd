-- Verify 020: Set legacy aside
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'table legacy is set aside as _dropped_020_legacy.legacy' AS claim,
       to_regclass('_dropped_020_legacy.legacy') IS NOT NULL
       AND to_regclass('public.legacy') IS NULL AS holds;
