-- Migration 051: Add new_customer of type bigint beside customer to orders
-- Purpose: Room for more customers
-- Date: 2026-11-22
-- Command: new-migration change-type orders customer bigint --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _value integer;
  _fits boolean;
  _misfits bigint := 0;
  _examples text[];
BEGIN
  FOR _value IN
    SELECT orders.customer
    FROM orders
  LOOP
    BEGIN
      _fits := NOT (_value IS DISTINCT FROM _value::bigint::integer);
    EXCEPTION
      WHEN data_exception OR integrity_constraint_violation THEN
        _fits := false;
    END;
    IF NOT _fits THEN
      _misfits := _misfits + 1;
      IF _misfits <= 5 THEN
        _examples := _examples || left(_value::text, 60);
      END IF;
    END IF;
  END LOOP;
  IF _misfits > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of orders with a value in customer that does not fit into bigint', _misfits
      USING DETAIL = 'The first of them: ' || array_to_string(_examples, ', '),
            HINT = 'Write to customer what it is to be.';
  END IF;
END
$$;

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

-- An UPDATE that changes nothing: the trigger fills new_customer
UPDATE orders
SET customer = customer
WHERE new_customer IS NULL AND customer IS NOT NULL;

CREATE INDEX idx_orders_new_customer
  ON orders (new_customer);

ALTER TABLE orders
  ADD CONSTRAINT new_ck_orders_customer
  CHECK (new_customer > 0 AND order_id > 0);

ALTER TABLE orders
  ADD CONSTRAINT new_fk_orders_customer
  FOREIGN KEY (new_customer)
  REFERENCES customers (customer_id)
  ON DELETE CASCADE
  DEFERRABLE;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('051_add_new_customer_beside_customer_to_orders', CURRENT_TIMESTAMP);

COMMIT;
