-- Verify 051: Add new_price of type integer beside price to prices
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column new_price of prices exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('prices')
           AND attname = 'new_price'
       ) AS holds;

SELECT 'a trigger of prices keeps price and new_price together' AS claim,
       EXISTS (
         SELECT FROM pg_trigger
         WHERE tgrelid = to_regclass('prices')
           AND tgname = 'zz_sync_prices_price_new_price'
           AND tgenabled IN ('O', 'A')
       ) AS holds;
