-- Migration 051: Add new_customer of type bigint beside customer to orders
-- Purpose: Room for more customers
-- Date: 2026-11-22
-- Command: new-migration change-type orders customer bigint --key order_id

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE orders
  ADD COLUMN new_customer bigint NULL;

CREATE FUNCTION sync_orders_customer_new_customer()
  RETURNS trigger
  LANGUAGE plpgsql
AS $$
#variable_conflict use_column
BEGIN
  -- In an INSERT, OLD is NULL: new_customer is taken if it is given
  IF NEW.new_customer IS DISTINCT FROM OLD.new_customer THEN
    NEW.customer := NEW.new_customer;
  ELSIF NEW.new_customer IS NULL OR NEW.customer IS DISTINCT FROM OLD.customer THEN
    NEW.new_customer := NEW.customer;
  END IF;
  RETURN NEW;
END
$$;

-- Triggers fire in the order of their names: this one after those that change what is written
CREATE TRIGGER zz_sync_orders_customer_new_customer
  BEFORE INSERT OR UPDATE ON orders
  FOR EACH ROW
  EXECUTE FUNCTION sync_orders_customer_new_customer();

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
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('051_add_new_customer_beside_customer_to_orders', CURRENT_TIMESTAMP);

COMMIT;
