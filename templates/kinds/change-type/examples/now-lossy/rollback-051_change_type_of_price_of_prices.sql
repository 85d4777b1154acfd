-- Rollback 051: Change type of price of prices to numeric(12,2)
-- Purpose: Prices of fractions of a cent are none
-- Date: 2026-11-22
-- Command: new-migration change-type prices price 'numeric(12,2)' --now --lossy

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Data lost: what numeric(12,2) could not hold of price of prices
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM prices
    WHERE ROW(price)::record *<> ROW(price::numeric(12,4)::numeric(12,2))::record
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '% %', _offending, 'rows of prices have a value in price that does not fit into numeric(12,4)'
      USING HINT = 'See them with SELECT * FROM prices WHERE ROW(price)::record *<> ROW(price::numeric(12,4)::numeric(12,2))::record;';
  END IF;
END
$$;

ALTER TABLE prices
  ALTER COLUMN price TYPE numeric(12,4)
  USING price::numeric(12,4);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '051_change_type_of_price_of_prices';

COMMIT;
