-- Rollback 044: Refuse new NULLs in taken_at of readings
-- Date: 2026-11-22
-- Command: new-migration add-primary-key readings 'sensor_id, taken_at' --nullable taken_at

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE readings
  DROP CONSTRAINT ck_readings_taken_at_not_null;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '044_require_taken_at_of_readings';

COMMIT;
