-- Verify 013: Create extension pgcrypto
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'extension pgcrypto exists in schema "odd ""schema"""' AS claim,
       EXISTS (
         SELECT FROM pg_extension
         WHERE extname = 'pgcrypto'
           AND extnamespace = to_regnamespace('"odd ""schema"""')
           AND extversion = '1.3'
       ) AS holds;
