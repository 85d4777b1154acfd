-- Verify 047: Delete rows of twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'deleted rows of twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz are kept in _undo_047_twelve_byte_twelve_byte_twelve_byte_twelve_b_50378e97' AS claim,
       to_regclass('_undo_047_twelve_byte_twelve_byte_twelve_byte_twelve_b_50378e97') IS NOT NULL AS holds;

SELECT 'migration 047_delete_rows_of_twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '047_delete_rows_of_twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz') AS holds;
