-- Rollback 051: Add new_price of type integer beside price to prices
-- Purpose: Prices are whole
-- Date: 2026-11-22
-- Command: new-migration change-type prices price integer

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM prices
    WHERE new_price IS NOT NULL
      AND new_price IS DISTINCT FROM prices.price::integer
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of prices with a value in new_price that price has not', _offending
      USING HINT = 'Write to price what it is to be.';
  END IF;
END
$$;

DROP TRIGGER zz_sync_prices_price_new_price ON prices;

DROP FUNCTION sync_prices_price_new_price();

ALTER TABLE prices
  DROP COLUMN new_price;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '051_add_new_price_beside_price_to_prices';

COMMIT;
