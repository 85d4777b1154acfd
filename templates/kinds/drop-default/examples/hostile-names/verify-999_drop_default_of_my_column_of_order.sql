-- Verify 999: Drop the default of "My Column" of "odd schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column "My Column" of "odd schema"."order" has no default' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"odd schema"."order"')
           AND attname = 'My Column'
           AND NOT atthasdef
       ) AS holds;
