-- Verify 999: Set the default of "a""b" of "odd schema"."it's"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column "a""b" of "odd schema"."it''s" has a default' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."it''s"')
           AND attname = 'a"b'
           AND atthasdef
       ) AS holds;

SELECT 'the default of "a""b" of "odd schema"."it''s" is not ''$$ -- it''''s; "x"''::text any more' AS claim,
       EXISTS (
         SELECT FROM pg_attrdef
         JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
         WHERE adrelid = to_regclass('"odd schema"."it''s"')
           AND attname = 'a"b'
           AND pg_get_expr(adbin, adrelid) <> '''$$ -- it''''s; "x"''::text'
       ) AS holds;

SELECT 'migration 999_set_default_of_a_b_of_it_s is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '999_set_default_of_a_b_of_it_s') AS holds;
