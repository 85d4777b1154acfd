CREATE TABLE orders (
  order_id bigint PRIMARY KEY,
  total integer NOT NULL DEFAULT 0,
  note varchar(50)
);
CREATE INDEX idx_orders_total ON orders (total);
CREATE VIEW big AS SELECT order_id FROM orders WHERE total > 1000;
CREATE VIEW biggest AS SELECT max(order_id) AS biggest FROM big;
COMMENT ON VIEW big IS 'Orders to look at';
COMMENT ON COLUMN orders.total IS 'In cents';
INSERT INTO orders VALUES (1, 10, 'small'), (2, DEFAULT, NULL), (3, -5, 'large');

ALTER TABLE orders
  ADD COLUMN new_total bigint;

CREATE FUNCTION sync_orders_total_new_total()
  RETURNS trigger
  LANGUAGE plpgsql
AS $$
#variable_conflict use_column
BEGIN
  -- In an INSERT, OLD is NULL: new_total is taken if it is given
  IF NEW.new_total IS DISTINCT FROM OLD.new_total THEN
    NEW.total := NEW.new_total;
  ELSIF NEW.new_total IS NULL OR NEW.total IS DISTINCT FROM OLD.total THEN
    NEW.new_total := NEW.total;
  END IF;
  RETURN NEW;
END
$$;

-- Triggers fire in the order of their names: this one after those that change what is written
CREATE TRIGGER zz_sync_orders_total_new_total
  BEFORE INSERT OR UPDATE ON orders
  FOR EACH ROW
  EXECUTE FUNCTION sync_orders_total_new_total();

-- An UPDATE that changes nothing: the trigger fills new_total
UPDATE orders
SET total = total
WHERE new_total IS NULL AND total IS NOT NULL;

CREATE INDEX idx_orders_new_total
  ON orders (new_total);
