-- Migration 052: Copy price to new_price of prices
-- Purpose: Prices are whole
-- Date: 2026-11-22
-- Command: new-migration change-type prices price integer --lossy

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '052_copy_price_to_new_price_of_prices') THEN
    RAISE EXCEPTION 'migration 052_copy_price_to_new_price_of_prices is applied already';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- An UPDATE that changes nothing: the trigger fills new_price
DO $$
#variable_conflict use_column
<<_backfill>>
DECLARE
  from_1 prices.article%TYPE;
  to_1 prices.article%TYPE;
  touched bigint;
  total bigint := 0;
BEGIN
  IF NOT pg_try_advisory_lock(hashtextextended('052_copy_price_to_new_price_of_prices', 0)) THEN
    RAISE EXCEPTION 'another session is running this script';
  END IF;
  IF EXISTS (SELECT FROM prices WHERE article IS NULL) THEN
    RAISE EXCEPTION 'there are rows whose key is NULL: they would be passed over'
      USING HINT = 'Choose a key that every row has.';
  END IF;
  LOOP
    IF _backfill.to_1 IS NULL THEN
      SELECT article INTO from_1
      FROM prices
      ORDER BY article
      LIMIT 1;
    ELSE
      SELECT article INTO from_1
      FROM prices
      WHERE (article) > (_backfill.to_1)
      ORDER BY article
      LIMIT 1;
    END IF;
    EXIT WHEN NOT FOUND;

    -- The last key of this batch
    SELECT article INTO to_1
    FROM (
      SELECT article
      FROM prices
      WHERE (article) >= (_backfill.from_1)
      ORDER BY article
      LIMIT 5000
    ) AS _batch
    ORDER BY article DESC
    LIMIT 1;

    UPDATE prices
    SET price = price
    WHERE (prices.article) >= (_backfill.from_1)
      AND (prices.article) <= (_backfill.to_1)
      AND (new_price IS NULL AND price IS NOT NULL);
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      'prices', _backfill.total, ROW(_backfill.to_1);
    PERFORM pg_sleep(0.01);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('052_copy_price_to_new_price_of_prices', 0));
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('052_copy_price_to_new_price_of_prices', CURRENT_TIMESTAMP);
