-- Verify 1006: Replace view "odd schema"."a view whose name has sixty-three bytes, all of them are in use"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT '"odd schema"."a view whose name has sixty-three bytes, all of them are in use" has the columns "order", "My Column", "naïve"' AS claim,
       (
         SELECT array_agg(attname::text ORDER BY attnum)
         FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."a view whose name has sixty-three bytes, all of them are in use"')
           AND attnum > 0
           AND NOT attisdropped
       ) IS NOT DISTINCT FROM ARRAY['order', 'My Column', 'naïve'] AS holds;

SELECT 'migration 1006_replace_view_a_view_whose_name_has_sixty_three_bytes_all_of_them_are_in_use is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1006_replace_view_a_view_whose_name_has_sixty_three_bytes_all_of_them_are_in_use') AS holds;
