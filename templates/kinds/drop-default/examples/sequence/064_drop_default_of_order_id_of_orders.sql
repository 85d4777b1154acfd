-- Migration 064: Drop the default of order_id of shop.orders
-- Date: 2026-11-22
-- Command: new-migration drop-default shop.orders order_id

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE shop.orders
  ALTER COLUMN order_id DROP DEFAULT;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('064_drop_default_of_order_id_of_orders', CURRENT_TIMESTAMP);

COMMIT;
