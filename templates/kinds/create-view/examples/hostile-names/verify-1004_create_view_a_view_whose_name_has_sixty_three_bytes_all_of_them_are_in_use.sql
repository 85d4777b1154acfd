-- Verify 1004: Create view "odd schema"."a view whose name has sixty-three bytes, all of them are in use"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'view "odd schema"."a view whose name has sixty-three bytes, all of them are in use" exists' AS claim,
       EXISTS (
         SELECT FROM pg_class
         WHERE oid = to_regclass('"odd schema"."a view whose name has sixty-three bytes, all of them are in use"')
           AND relkind = 'v'
       ) AS holds;

SELECT '"odd schema"."a view whose name has sixty-three bytes, all of them are in use" has the columns "order", "naïve", "$$"' AS claim,
       (
         SELECT count(*) = 3
         FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."a view whose name has sixty-three bytes, all of them are in use"')
           AND attnum > 0
           AND attname IN ('order', 'naïve', '$$')
       ) AS holds;
