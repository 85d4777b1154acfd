-- Rollback 052: Copy customer to new_customer of orders
-- Purpose: Room for more customers
-- Date: 2026-11-22
-- Command: new-migration change-type orders customer bigint --key order_id

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '052_copy_customer_to_new_customer_of_orders') THEN
    RAISE EXCEPTION 'migration 052_copy_customer_to_new_customer_of_orders is not applied';
  END IF;
END
$$;

-- Data lost: what new_customer of orders had before, which customer has too
SET lock_timeout = '2s';

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

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- All of its values are in customer: a new column is empty at once, where an UPDATE would take long
ALTER TABLE orders
  DROP COLUMN new_customer,
  ADD COLUMN new_customer bigint NULL;

ALTER TABLE orders
  ADD CONSTRAINT new_ck_orders_customer
  CHECK (new_customer > 0 AND order_id > 0)
  NOT VALID;

ALTER TABLE orders
  ADD CONSTRAINT new_fk_orders_customer
  FOREIGN KEY (new_customer)
  REFERENCES customers (customer_id)
  ON DELETE CASCADE
  DEFERRABLE
  NOT VALID;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '052_copy_customer_to_new_customer_of_orders';

COMMIT;
