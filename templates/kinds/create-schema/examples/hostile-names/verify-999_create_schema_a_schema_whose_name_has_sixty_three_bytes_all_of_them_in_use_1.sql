-- Verify 999: Create schema "a schema whose name has sixty-three bytes, all of them in use 1"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'schema "a schema whose name has sixty-three bytes, all of them in use 1" exists' AS claim,
       EXISTS (
         SELECT FROM pg_namespace
         WHERE nspname = 'a schema whose name has sixty-three bytes, all of them in use 1'
       ) AS holds;
