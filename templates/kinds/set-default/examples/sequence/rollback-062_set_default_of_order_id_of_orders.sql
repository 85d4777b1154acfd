-- Rollback 062: Set the default of order_id of orders
-- Date: 2026-11-22
-- Command: new-migration set-default orders order_id "nextval('all_orders')"

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE orders
  ALTER COLUMN order_id SET DEFAULT nextval('orders_order_id_seq'::regclass);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '062_set_default_of_order_id_of_orders';

COMMIT;
