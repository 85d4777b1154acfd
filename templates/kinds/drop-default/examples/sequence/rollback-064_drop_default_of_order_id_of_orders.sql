-- Rollback 064: Drop the default of order_id of shop.orders
-- Date: 2026-11-22
-- Command: new-migration drop-default shop.orders order_id

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE shop.orders
  ALTER COLUMN order_id SET DEFAULT nextval('shop.orders_order_id_seq'::regclass);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '064_drop_default_of_order_id_of_orders';

COMMIT;
