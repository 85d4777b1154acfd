-- Verify 046: Delete rows of "odd schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'deleted rows of "odd schema"."order" are kept in "odd schema"._undo_046_order' AS claim,
       to_regclass('"odd schema"._undo_046_order') IS NOT NULL AS holds;

SELECT 'migration 046_delete_rows_of_order is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '046_delete_rows_of_order') AS holds;
