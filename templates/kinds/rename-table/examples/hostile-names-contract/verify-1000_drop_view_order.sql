-- Verify 1000: Drop the view "My Schema"."order" of "naïve"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'there is no relation "My Schema"."order"' AS claim,
       to_regclass('"My Schema"."order"') IS NULL AS holds;

SELECT '"My Schema"."naïve" is a table' AS claim,
       EXISTS (
         SELECT FROM pg_class
         WHERE oid = to_regclass('"My Schema"."naïve"')
           AND relkind IN ('r', 'p')
       ) AS holds;
