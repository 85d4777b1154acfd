-- Verify 036: Replace view domains
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'domains has the columns domain, count' AS claim,
       (
         SELECT array_agg(attname::text ORDER BY attnum)
         FROM pg_attribute
         WHERE attrelid = to_regclass('domains')
           AND attnum > 0
           AND NOT attisdropped
       ) IS NOT DISTINCT FROM ARRAY['domain', 'count'] AS holds;

SELECT 'migration 036_replace_view_domains is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '036_replace_view_domains') AS holds;
