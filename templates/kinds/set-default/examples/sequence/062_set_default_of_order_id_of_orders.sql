-- Migration 062: Set the default of order_id of orders
-- Date: 2026-11-22
-- Command: new-migration set-default orders order_id "nextval('all_orders')"

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE orders
  ALTER COLUMN order_id SET DEFAULT nextval('all_orders');

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('062_set_default_of_order_id_of_orders', CURRENT_TIMESTAMP);

COMMIT;
