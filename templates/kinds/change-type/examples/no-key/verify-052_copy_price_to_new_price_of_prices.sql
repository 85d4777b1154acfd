-- Verify 052: Copy price to new_price of prices
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'migration 052_copy_price_to_new_price_of_prices is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '052_copy_price_to_new_price_of_prices') AS holds;

SELECT 'every row of prices that has price has new_price' AS claim,
       NOT EXISTS (SELECT FROM prices WHERE new_price IS NULL AND price IS NOT NULL) AS holds;
