-- Verify 1002: Make "a""b" of "odd schema"."order" NOT NULL
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column "a""b" of "odd schema"."order" is NOT NULL' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."order"')
           AND attname = 'a"b'
           AND attnotnull
       ) AS holds;
