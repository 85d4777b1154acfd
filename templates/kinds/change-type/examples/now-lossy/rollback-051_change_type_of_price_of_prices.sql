-- Rollback 051: Change type of price of prices to numeric(12,2)
-- Purpose: Prices of fractions of a cent are none
-- Date: 2026-11-22
-- Command: new-migration change-type prices price 'numeric(12,2)' --now --lossy

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Data lost: what numeric(12,2) could not hold of price of prices
DO $$
DECLARE
  _value numeric(12,2);
  _fits boolean;
  _misfits bigint := 0;
  _examples text[];
BEGIN
  FOR _value IN
    SELECT prices.price
    FROM prices
  LOOP
    BEGIN
      _fits := NOT (ROW(_value)::record *<> ROW(_value::numeric(12,4)::numeric(12,2))::record);
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
    RAISE EXCEPTION '%: %', 'rows of prices with a value in price that does not fit into numeric(12,4)', _misfits
      USING DETAIL = 'The first of them: ' || array_to_string(_examples, ', '),
            HINT = 'Write to price what it is to be.';
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
