-- Verify 1000: Create "odd schema"."table"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'table "odd schema"."table" exists with all its columns' AS claim,
       (
         SELECT count(*) = 6
         FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."table"')
           AND attnum > 0
           AND attname IN ('select', 'a"b', 'it''s', '$$', 'naïve', 'a column whose name has sixty-three bytes, all of them in use 1')
       ) AS holds;

SELECT 'index "idx_table_$$_a""b" on "odd schema"."table" exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('"odd schema"."idx_table_$$_a""b"')
           AND indrelid = to_regclass('"odd schema"."table"')
           AND indisunique = false
           AND indisvalid
       ) AS holds;

SELECT 'index "idx_table_it''s" on "odd schema"."table" exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('"odd schema"."idx_table_it''s"')
           AND indrelid = to_regclass('"odd schema"."table"')
           AND indisunique = false
           AND indisvalid
       ) AS holds;

SELECT 'index "idx_table_a column whose name has sixty-three bytes, a_122a1158" on "odd schema"."table" exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('"odd schema"."idx_table_a column whose name has sixty-three bytes, a_122a1158"')
           AND indrelid = to_regclass('"odd schema"."table"')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
