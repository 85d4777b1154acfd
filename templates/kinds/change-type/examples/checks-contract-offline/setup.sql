CREATE TABLE customers (
  customer_id integer PRIMARY KEY
);
CREATE TABLE orders (
  order_id bigint PRIMARY KEY,
  customer integer NOT NULL,
  CONSTRAINT ck_orders_customer CHECK (customer > 0 AND order_id > 0),
  CONSTRAINT fk_orders_customer FOREIGN KEY (customer) REFERENCES customers ON DELETE CASCADE DEFERRABLE
);
CREATE INDEX idx_orders_customer ON orders (customer);
CREATE INDEX idx_orders_large ON orders (order_id) WHERE customer > 1000;
COMMENT ON CONSTRAINT ck_orders_customer ON orders IS 'As the old system had it';
INSERT INTO customers VALUES (1), (2);
INSERT INTO orders VALUES (1, 1), (2, 2), (3, 2);

ALTER TABLE orders
  ADD COLUMN new_customer bigint;

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
  ADD CONSTRAINT new_fk_orders_customer
  FOREIGN KEY (new_customer)
  REFERENCES customers (customer_id)
  ON DELETE CASCADE
  DEFERRABLE
  NOT VALID;

-- An UPDATE that changes nothing: the trigger fills new_customer
UPDATE orders
SET customer = customer
WHERE new_customer IS NULL AND customer IS NOT NULL;

CREATE INDEX idx_orders_new_customer
  ON orders (new_customer);
