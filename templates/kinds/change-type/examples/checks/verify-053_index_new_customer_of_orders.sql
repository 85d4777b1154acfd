-- Verify 053: Index orders (new_customer)
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index idx_orders_new_customer on orders exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('idx_orders_new_customer')
           AND indrelid = to_regclass('orders')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
