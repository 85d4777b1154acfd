-- Verify 1000: Drop "a""b" of "odd schema"."order" for good
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column "_dropped_999_a""b" of "odd schema"."order" is dropped' AS claim,
       to_regclass('"odd schema"."order"') IS NOT NULL
       AND NOT EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."order"')
           AND attname = '_dropped_999_a"b'
       ) AS holds;
