-- Rollback 055: Drop one_guest_at_a_time of bookings
-- Date: 2026-11-22
-- Command: new-migration drop-constraint bookings one_guest_at_a_time --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE bookings
  ADD CONSTRAINT one_guest_at_a_time EXCLUDE USING gist (int4range(room_id, room_id, '[]'::text) WITH =, during WITH &&);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '055_drop_one_guest_at_a_time_of_bookings';

COMMIT;
