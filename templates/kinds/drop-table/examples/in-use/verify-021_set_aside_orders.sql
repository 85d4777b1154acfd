-- Verify 021: Set shop.orders aside
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'table shop.orders is set aside as _dropped_021_orders.orders' AS claim,
       to_regclass('_dropped_021_orders.orders') IS NOT NULL
       AND to_regclass('shop.orders') IS NULL AS holds;
