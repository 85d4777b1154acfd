-- Verify 1003: Create trigger "a trigger whose name has sixty-three bytes, all of them in use!" on "odd schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'trigger "a trigger whose name has sixty-three bytes, all of them in use!" of "odd schema"."order" exists and calls "odd schema"."My Function"' AS claim,
       EXISTS (
         SELECT FROM pg_trigger
         WHERE tgrelid = to_regclass('"odd schema"."order"')
           AND tgname = 'a trigger whose name has sixty-three bytes, all of them in use!'
           AND tgfoid = to_regprocedure('"odd schema"."My Function"()')
       ) AS holds;
