-- Migration 051: Add new_total of type bigint beside total to orders
-- Purpose: Room for more
-- Date: 2026-11-22
-- Command: new-migration change-type orders total bigint --key order_id

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE orders
  ADD COLUMN new_total bigint NULL;

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

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('051_add_new_total_beside_total_to_orders', CURRENT_TIMESTAMP);

COMMIT;
