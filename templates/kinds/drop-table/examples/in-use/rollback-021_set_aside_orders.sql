-- Rollback 021: Set shop.orders aside
-- Date: 2026-11-22
-- Command: new-migration drop-table shop.orders

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE _dropped_021_orders.orders
  SET SCHEMA shop;

DROP SCHEMA _dropped_021_orders;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '021_set_aside_orders';

COMMIT;
