-- Rollback 041: Add unique (room_id, starts_at) to bookings
-- Date: 2026-11-22
-- Command: new-migration add-unique bookings 'room_id, starts_at' --nulls-not-distinct --include guest --deferrable 'initially deferred' --constraint one_guest_at_a_time

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '041_add_unique_room_id_and_starts_at_to_bookings') THEN
    RAISE EXCEPTION 'migration 041_add_unique_room_id_and_starts_at_to_bookings is not applied';
  END IF;
END
$$;

SET lock_timeout = 0;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS _new_041_one_guest_at_a_time;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- A forward run that was given up half-way has not made it
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('bookings')
      AND conname = 'one_guest_at_a_time'
  ) THEN
    ALTER TABLE bookings
      DROP CONSTRAINT one_guest_at_a_time;
  END IF;
END
$$;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '041_add_unique_room_id_and_starts_at_to_bookings';

COMMIT;
