-- Rollback 051: Add new_customer of type bigint beside customer to orders
-- Purpose: Room for more customers
-- Date: 2026-11-22
-- Command: new-migration change-type orders customer bigint --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM orders
    WHERE new_customer IS NOT NULL
      AND new_customer IS DISTINCT FROM orders.customer::bigint
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of orders with a value in new_customer that customer has not', _offending
      USING HINT = 'Write to customer what it is to be.';
  END IF;
END
$$;

DROP TRIGGER zz_sync_orders_customer_new_customer ON orders;

DROP FUNCTION sync_orders_customer_new_customer();

ALTER TABLE orders
  DROP COLUMN new_customer;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '051_add_new_customer_beside_customer_to_orders';

COMMIT;
