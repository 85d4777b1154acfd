-- Verify 023: Drop shop.orders
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'table shop.orders is dropped' AS claim,
       to_regclass('shop.orders') IS NULL AS holds;
