-- Verify 052: Copy customer to new_customer of orders
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'migration 052_copy_customer_to_new_customer_of_orders is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '052_copy_customer_to_new_customer_of_orders') AS holds;

SELECT 'every row of orders that has customer has new_customer' AS claim,
       NOT EXISTS (SELECT FROM orders WHERE new_customer IS NULL AND customer IS NOT NULL) AS holds;
