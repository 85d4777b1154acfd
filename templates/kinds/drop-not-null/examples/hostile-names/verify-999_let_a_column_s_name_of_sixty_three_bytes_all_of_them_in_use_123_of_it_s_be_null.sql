-- Verify 999: Let "a column's name of ""sixty-three"" bytes, all of them in use: 123" of "odd schema"."it's" be NULL
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column "a column''s name of ""sixty-three"" bytes, all of them in use: 123" of "odd schema"."it''s" may be NULL' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."it''s"')
           AND attname = 'a column''s name of "sixty-three" bytes, all of them in use: 123'
           AND NOT attnotnull
       ) AS holds;
