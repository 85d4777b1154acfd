-- Rollback 044: Add primary key (sensor_id, taken_at) to readings
-- Date: 2026-11-22
-- Command: new-migration add-primary-key readings 'sensor_id, taken_at' --nullable taken_at --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE readings
  DROP CONSTRAINT pk_readings;

-- The primary key has made them NOT NULL, and they would stay so
ALTER TABLE readings
  ALTER COLUMN taken_at DROP NOT NULL;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '044_add_primary_key_to_readings';

COMMIT;
