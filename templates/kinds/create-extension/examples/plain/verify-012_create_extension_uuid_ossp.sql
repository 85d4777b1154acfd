-- Verify 012: Create extension "uuid-ossp"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'extension "uuid-ossp" exists' AS claim,
       EXISTS (
         SELECT FROM pg_extension
         WHERE extname = 'uuid-ossp'
       ) AS holds;
