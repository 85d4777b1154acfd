-- Verify 1009: Drop trigger "a trigger whose name has sixty-three bytes, all of them in use!" of "odd schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'trigger "a trigger whose name has sixty-three bytes, all of them in use!" of "odd schema"."order" is gone' AS claim,
       to_regclass('"odd schema"."order"') IS NOT NULL
       AND NOT EXISTS (
         SELECT FROM pg_trigger
         WHERE tgrelid = to_regclass('"odd schema"."order"')
           AND tgname = 'a trigger whose name has sixty-three bytes, all of them in use!'
       ) AS holds;
