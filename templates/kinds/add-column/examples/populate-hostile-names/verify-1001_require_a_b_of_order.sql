-- Verify 1001: Refuse new NULLs in "a""b" of "odd schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column "a""b" of "odd schema"."order" takes no new NULL' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('"odd schema"."order"')
           AND conname = 'ck_order_a"b_not_null'
           AND contype = 'c'
       ) OR EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."order"')
           AND attname = 'a"b'
           AND attnotnull
       ) AS holds;
