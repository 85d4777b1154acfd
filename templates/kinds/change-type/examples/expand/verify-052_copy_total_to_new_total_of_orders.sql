-- Verify 052: Copy total to new_total of orders
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'migration 052_copy_total_to_new_total_of_orders is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '052_copy_total_to_new_total_of_orders') AS holds;

SELECT 'every row of orders that has total has new_total' AS claim,
       NOT EXISTS (SELECT FROM orders WHERE new_total IS NULL AND total IS NOT NULL) AS holds;
