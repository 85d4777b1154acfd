-- Migration 044: Refuse new NULLs in taken_at of readings
-- Date: 2026-11-22
-- Command: new-migration add-primary-key readings 'sensor_id, taken_at' --nullable taken_at

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Holds for new rows at once; the old ones are read by the next migration
ALTER TABLE readings
  ADD CONSTRAINT ck_readings_taken_at_not_null CHECK (taken_at IS NOT NULL) NOT VALID;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('044_require_taken_at_of_readings', CURRENT_TIMESTAMP);

COMMIT;
