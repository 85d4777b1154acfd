-- Verify 999: Change type of "a""b" of "My Schema"."order" to jsonb
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column "a""b" of "My Schema"."order" has type jsonb' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"My Schema"."order"')
           AND attname = 'a"b'
           AND atttypid = to_regtype('jsonb')
           AND atttypmod = -1
       ) AS holds;

SELECT 'column "old ""name""" of "My Schema"."order" exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"My Schema"."order"')
           AND attname = 'old "name"'
       ) AS holds;
