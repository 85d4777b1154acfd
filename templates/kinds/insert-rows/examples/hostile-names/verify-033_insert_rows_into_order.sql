-- Verify 033: Insert 1 row into "odd schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'rows of "odd schema"."order" are there: 1' AS claim,
       (
         SELECT count(*)
         FROM "odd schema"."order"
         WHERE ("a""b", "My Column") IN (('it''s $$ %', E'back\\slash'))
       ) = 1 AS holds;
