-- Verify 027: Backfill "a""b", touched of "odd schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'replaced values of "odd schema"."order" are kept in "odd schema"._undo_027_order' AS claim,
       to_regclass('"odd schema"._undo_027_order') IS NOT NULL AS holds;

SELECT 'migration 027_backfill_a_b_and_touched_of_order is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '027_backfill_a_b_and_touched_of_order') AS holds;
