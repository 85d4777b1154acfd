-- Verify 022: Copy data to payload of events
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'migration 022_copy_data_to_payload_of_events is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '022_copy_data_to_payload_of_events') AS holds;

SELECT 'no row of events differs in data and payload' AS claim,
       NOT EXISTS (SELECT FROM events WHERE ROW(payload)::record *<> ROW(data)::record) AS holds;
