-- Verify 027: Backfill "a""b", touched of "odd schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'replaced values of "odd schema"."order" are kept in "odd schema"._undo_027_order' AS claim,
       to_regclass('"odd schema"._undo_027_order') IS NOT NULL AS holds;

SELECT 'no row of "odd schema"."order" is left to fill: "a""b" = ''it''''s $$''' AS claim,
       NOT EXISTS (
         SELECT FROM "odd schema"."order"
         WHERE "a""b" IS DISTINCT FROM ('it''s $$')
       ) AS holds;

SELECT 'no row of "odd schema"."order" is left to fill: touched = 1' AS claim,
       NOT EXISTS (
         SELECT FROM "odd schema"."order"
         WHERE touched IS DISTINCT FROM (1)
       ) AS holds;
