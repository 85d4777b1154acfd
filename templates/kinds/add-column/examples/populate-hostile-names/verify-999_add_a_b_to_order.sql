-- Verify 999: Add "a""b" to "odd schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column "a""b" of "odd schema"."order" exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."order"')
           AND attname = 'a"b'
           AND atttypid = to_regtype('text')
       ) AS holds;
