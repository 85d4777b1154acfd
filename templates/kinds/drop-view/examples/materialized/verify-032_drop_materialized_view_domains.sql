-- Verify 032: Drop materialized view domains
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'view domains is gone' AS claim,
       to_regclass('domains') IS NULL AS holds;
