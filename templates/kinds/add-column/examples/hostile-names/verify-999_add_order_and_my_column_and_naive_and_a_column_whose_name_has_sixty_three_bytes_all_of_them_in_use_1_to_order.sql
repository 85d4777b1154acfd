-- Verify 999: Add "order", "My Column", "naïve", "a column whose name has sixty-three bytes, all of them in use 1" to "odd schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column "order" of "odd schema"."order" exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."order"')
           AND attname = 'order'
           AND atttypid = to_regtype('text')
           AND attnotnull = false
       ) AS holds;

SELECT 'column "My Column" of "odd schema"."order" exists, NOT NULL' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."order"')
           AND attname = 'My Column'
           AND atttypid = to_regtype('int')
           AND attnotnull = true
       ) AS holds;

SELECT 'column "naïve" of "odd schema"."order" exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."order"')
           AND attname = 'naïve'
           AND atttypid = to_regtype('text')
           AND attnotnull = false
       ) AS holds;

SELECT 'column "a column whose name has sixty-three bytes, all of them in use 1" of "odd schema"."order" exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."order"')
           AND attname = 'a column whose name has sixty-three bytes, all of them in use 1'
           AND atttypid = to_regtype('bigint')
           AND attnotnull = false
       ) AS holds;
