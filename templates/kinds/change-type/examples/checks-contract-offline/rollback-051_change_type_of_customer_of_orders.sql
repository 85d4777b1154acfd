-- Rollback 051: Change type of customer of orders to bigint
-- Purpose: Room for more customers
-- Date: 2026-11-22
-- Command: new-migration change-type orders customer bigint --phase contract --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _value bigint;
  _fits boolean;
  _misfits bigint := 0;
  _examples text[];
BEGIN
  FOR _value IN
    SELECT orders.customer
    FROM orders
    WHERE orders.customer IS DISTINCT FROM orders.old_customer::bigint
  LOOP
    BEGIN
      _fits := NOT (_value IS DISTINCT FROM _value::integer::bigint);
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
    RAISE EXCEPTION '%: %', 'rows of orders with a value in customer that does not fit into integer', _misfits
      USING DETAIL = 'The first of them: ' || array_to_string(_examples, ', '),
            HINT = 'Write to customer what it is to be.';
  END IF;
END
$$;

UPDATE orders
SET old_customer = orders.customer::integer
WHERE orders.customer IS DISTINCT FROM orders.old_customer::bigint;

ALTER TABLE orders
  DROP CONSTRAINT ck_orders_customer;

ALTER TABLE orders
  DROP CONSTRAINT fk_orders_customer;

ALTER TABLE orders
  RENAME COLUMN customer TO new_customer;

ALTER TABLE orders
  RENAME COLUMN old_customer TO customer;

ALTER TABLE orders
  ALTER COLUMN new_customer DROP NOT NULL;

ALTER TABLE orders
  ALTER COLUMN customer SET NOT NULL;

ALTER TABLE orders
  ADD CONSTRAINT ck_orders_customer CHECK (customer > 0 AND order_id > 0);

COMMENT ON CONSTRAINT ck_orders_customer ON orders IS 'As the old system had it';

ALTER TABLE orders
  ADD CONSTRAINT fk_orders_customer FOREIGN KEY (customer)
    REFERENCES customers(customer_id) ON DELETE CASCADE DEFERRABLE;

ALTER TABLE orders
  ADD CONSTRAINT new_fk_orders_customer FOREIGN KEY (new_customer)
    REFERENCES customers(customer_id) ON DELETE CASCADE DEFERRABLE NOT VALID;

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

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '051_change_type_of_customer_of_orders';

COMMIT;
