-- Migration 055: Drop one_guest_at_a_time of bookings
-- Date: 2026-11-22
-- Command: new-migration drop-constraint bookings one_guest_at_a_time --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE bookings
  DROP CONSTRAINT one_guest_at_a_time;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('055_drop_one_guest_at_a_time_of_bookings', CURRENT_TIMESTAMP);

COMMIT;
