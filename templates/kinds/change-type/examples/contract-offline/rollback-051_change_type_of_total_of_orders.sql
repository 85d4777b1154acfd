-- Rollback 051: Change type of total of orders to text
-- Purpose: Cents count
-- Date: 2026-11-22
-- Command: new-migration change-type orders total text --phase contract --using "total || ' EUR'" --using-back "replace(total, ' EUR', '')::integer" --default "'0 EUR'" --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _value text;
  _fits boolean;
  _misfits bigint := 0;
  _examples text[];
BEGIN
  FOR _value IN
    SELECT orders.total
    FROM orders
    WHERE orders.total IS DISTINCT FROM (SELECT total || ' EUR' FROM (SELECT orders.old_total AS total) AS orders)
  LOOP
    BEGIN
      _fits := NOT (_value IS DISTINCT FROM (SELECT total || ' EUR' FROM (SELECT (SELECT replace(total, ' EUR', '')::integer FROM (SELECT _value AS total) AS orders) AS total) AS orders));
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
    RAISE EXCEPTION '%: %', 'rows of orders with a value in total that does not fit into integer', _misfits
      USING DETAIL = 'The first of them: ' || array_to_string(_examples, ', '),
            HINT = 'Write to total what it is to be.';
  END IF;
END
$$;

UPDATE orders
SET old_total = (SELECT replace(total, ' EUR', '')::integer FROM (SELECT orders.total AS total) AS orders)
WHERE orders.total IS DISTINCT FROM (SELECT total || ' EUR' FROM (SELECT orders.old_total AS total) AS orders);

ALTER TABLE orders
  RENAME COLUMN total TO new_total;

ALTER TABLE orders
  RENAME COLUMN old_total TO total;

ALTER TABLE orders
  ALTER COLUMN new_total DROP DEFAULT,
  ALTER COLUMN total SET DEFAULT 0,
  ALTER COLUMN new_total DROP NOT NULL;

ALTER TABLE orders
  ALTER COLUMN total SET NOT NULL;

CREATE FUNCTION sync_orders_total_new_total()
  RETURNS trigger
  LANGUAGE plpgsql
AS $$
#variable_conflict use_column
BEGIN
  -- In an INSERT, OLD is NULL: new_total is taken if it is given
  IF NEW.new_total IS DISTINCT FROM OLD.new_total THEN
    NEW.total := (SELECT replace(total, ' EUR', '')::integer FROM (SELECT NEW.new_total AS total) AS orders);
  ELSIF NEW.new_total IS NULL OR NEW.total IS DISTINCT FROM OLD.total THEN
    NEW.new_total := (SELECT total || ' EUR' FROM (SELECT NEW.total AS total) AS orders);
  END IF;
  RETURN NEW;
END
$$;

-- Triggers fire in the order of their names: this one after those that change what is written
CREATE TRIGGER zz_sync_orders_total_new_total
  BEFORE INSERT OR UPDATE ON orders
  FOR EACH ROW
  EXECUTE FUNCTION sync_orders_total_new_total();

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '051_change_type_of_total_of_orders';

COMMIT;
