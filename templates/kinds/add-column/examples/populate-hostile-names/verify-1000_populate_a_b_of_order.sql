-- Verify 1000: Populate "a""b" of "odd schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'migration 1000_populate_a_b_of_order is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1000_populate_a_b_of_order') AS holds;
