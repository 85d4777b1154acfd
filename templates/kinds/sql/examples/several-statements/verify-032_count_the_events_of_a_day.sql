-- Verify 032: count the events of a day
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'migration 032_count_the_events_of_a_day is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '032_count_the_events_of_a_day') AS holds;
