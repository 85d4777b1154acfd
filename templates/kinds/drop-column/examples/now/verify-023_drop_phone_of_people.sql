-- Verify 023: Drop phone of people
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column phone of people is dropped' AS claim,
       to_regclass('people') IS NOT NULL
       AND NOT EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('people')
           AND attname = 'phone'
       ) AS holds;
