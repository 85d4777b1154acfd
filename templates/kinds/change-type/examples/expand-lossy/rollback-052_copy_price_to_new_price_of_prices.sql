-- Rollback 052: Copy price to new_price of prices
-- Purpose: Prices are whole
-- Date: 2026-11-22
-- Command: new-migration change-type prices price integer --lossy

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '052_copy_price_to_new_price_of_prices') THEN
    RAISE EXCEPTION 'migration 052_copy_price_to_new_price_of_prices is not applied';
  END IF;
END
$$;

-- Data lost: what new_price of prices had before, which price has too
SET lock_timeout = '2s';

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

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- All of its values are in price: a new column is empty at once, where an UPDATE would take long
ALTER TABLE prices
  DROP COLUMN new_price,
  ADD COLUMN new_price integer NULL;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '052_copy_price_to_new_price_of_prices';

COMMIT;
