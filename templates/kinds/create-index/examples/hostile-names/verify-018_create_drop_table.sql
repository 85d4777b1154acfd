-- Verify 018: Index "odd schema"."order" (("select" + 1))
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index "drop table $$; --" on "odd schema"."order" exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('"odd schema"."drop table $$; --"')
           AND indrelid = to_regclass('"odd schema"."order"')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
