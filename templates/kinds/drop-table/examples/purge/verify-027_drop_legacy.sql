-- Verify 027: Drop legacy for good
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'table _dropped_020_legacy.legacy is dropped, and its schema' AS claim,
       to_regclass('_dropped_020_legacy.legacy') IS NULL
       AND to_regnamespace('_dropped_020_legacy') IS NULL AS holds;
