-- Verify 999: Refuse new NULLs in "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1 of "odd schema"."it's"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column "a""b" of "odd schema"."it''s" takes no new NULL' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('"odd schema"."it''s"')
           AND conname = 'ck_it''s_a"b_not_null'
           AND contype = 'c'
       ) OR EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."it''s"')
           AND attname = 'a"b'
           AND attnotnull
       ) AS holds;

SELECT 'column "My Column" of "odd schema"."it''s" takes no new NULL' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('"odd schema"."it''s"')
           AND conname = 'ck_it''s_My Column_not_null'
           AND contype = 'c'
       ) OR EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."it''s"')
           AND attname = 'My Column'
           AND attnotnull
       ) AS holds;

SELECT 'column "naïve" of "odd schema"."it''s" takes no new NULL' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('"odd schema"."it''s"')
           AND conname = 'ck_it''s_naïve_not_null'
           AND contype = 'c'
       ) OR EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."it''s"')
           AND attname = 'naïve'
           AND attnotnull
       ) AS holds;

SELECT 'column a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1 of "odd schema"."it''s" takes no new NULL' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('"odd schema"."it''s"')
           AND conname = 'ck_it''s_a_column_whose_name_has_sixty_three_bytes_all_343ac9f8'
           AND contype = 'c'
       ) OR EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."it''s"')
           AND attname = 'a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1'
           AND attnotnull
       ) AS holds;
