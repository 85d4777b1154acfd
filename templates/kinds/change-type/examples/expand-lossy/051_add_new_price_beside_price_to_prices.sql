-- Migration 051: Add new_price of type integer beside price to prices
-- Purpose: Prices are whole
-- Date: 2026-11-22
-- Command: new-migration change-type prices price integer --lossy

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE prices
  ADD COLUMN new_price integer NULL;

CREATE FUNCTION sync_prices_price_new_price()
  RETURNS trigger
  LANGUAGE plpgsql
AS $$
#variable_conflict use_column
BEGIN
  -- In an INSERT, OLD is NULL: new_price is taken if it is given
  IF NEW.new_price IS DISTINCT FROM OLD.new_price THEN
    NEW.price := NEW.new_price;
  ELSIF NEW.new_price IS NULL OR ROW(NEW.price)::record *<> ROW(OLD.price)::record THEN
    NEW.new_price := NEW.price;
  END IF;
  RETURN NEW;
END
$$;

-- Triggers fire in the order of their names: this one after those that change what is written
CREATE TRIGGER zz_sync_prices_price_new_price
  BEFORE INSERT OR UPDATE ON prices
  FOR EACH ROW
  EXECUTE FUNCTION sync_prices_price_new_price();

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('051_add_new_price_beside_price_to_prices', CURRENT_TIMESTAMP);

COMMIT;
