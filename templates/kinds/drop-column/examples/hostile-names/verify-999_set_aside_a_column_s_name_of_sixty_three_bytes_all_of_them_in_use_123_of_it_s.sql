-- Verify 999: Set "a column's name of ""sixty-three"" bytes, all of them in use: 123" of "odd schema"."it's" aside
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column "a column''s name of ""sixty-three"" bytes, all of them in use: 123" of "odd schema"."it''s" is set aside as "_dropped_999_a column''s name of ""sixty-three"" bytes, a_2ba34ec8"' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."it''s"')
           AND attname = '_dropped_999_a column''s name of "sixty-three" bytes, a_2ba34ec8'
       ) AS holds;

SELECT 'rows of "odd schema"."it''s" may come without it' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         JOIN pg_type ON pg_type.oid = atttypid
         WHERE attrelid = to_regclass('"odd schema"."it''s"')
           AND attname = '_dropped_999_a column''s name of "sixty-three" bytes, a_2ba34ec8'
           AND (NOT attnotnull AND NOT typnotnull OR atthasdef OR attidentity <> '')
       ) AS holds;
