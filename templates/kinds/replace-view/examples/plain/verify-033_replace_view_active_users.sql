-- Verify 033: Replace view active_users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'active_users has the columns id, email' AS claim,
       (
         SELECT array_agg(attname::text ORDER BY attnum)
         FROM pg_attribute
         WHERE attrelid = to_regclass('active_users')
           AND attnum > 0
           AND NOT attisdropped
       ) IS NOT DISTINCT FROM ARRAY['id', 'email'] AS holds;

SELECT 'migration 033_replace_view_active_users is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '033_replace_view_active_users') AS holds;
