-- Migration 044: Add primary key (sensor_id, taken_at) to readings
-- Date: 2026-11-22
-- Command: new-migration add-primary-key readings 'sensor_id, taken_at' --nullable taken_at --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE readings
  ADD CONSTRAINT pk_readings
  PRIMARY KEY (sensor_id, taken_at);

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('044_add_primary_key_to_readings', CURRENT_TIMESTAMP);

COMMIT;
