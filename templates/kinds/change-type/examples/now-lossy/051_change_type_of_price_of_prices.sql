-- Migration 051: Change type of price of prices to numeric(12,2)
-- Purpose: Prices of fractions of a cent are none
-- Date: 2026-11-22
-- Command: new-migration change-type prices price 'numeric(12,2)' --now --lossy

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE prices
  ALTER COLUMN price TYPE numeric(12,2)
  USING price::numeric(12,2);

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('051_change_type_of_price_of_prices', CURRENT_TIMESTAMP);

COMMIT;
