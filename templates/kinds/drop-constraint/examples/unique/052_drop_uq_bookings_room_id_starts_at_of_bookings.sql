-- Migration 052: Drop uq_bookings_room_id_starts_at of bookings
-- Date: 2026-11-22
-- Command: new-migration drop-constraint bookings uq_bookings_room_id_starts_at

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '052_drop_uq_bookings_room_id_starts_at_of_bookings') THEN
    RAISE EXCEPTION 'migration 052_drop_uq_bookings_room_id_starts_at_of_bookings is applied already';
  END IF;
END
$$;

-- What is dropped here in a moment takes its rollback longer: that is why neither runs in one transaction

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE bookings
  DROP CONSTRAINT uq_bookings_room_id_starts_at;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('052_drop_uq_bookings_room_id_starts_at_of_bookings', CURRENT_TIMESTAMP);

COMMIT;
