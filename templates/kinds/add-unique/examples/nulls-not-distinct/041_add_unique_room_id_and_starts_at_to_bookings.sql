-- Migration 041: Add unique (room_id, starts_at) to bookings
-- Date: 2026-11-22
-- Command: new-migration add-unique bookings 'room_id, starts_at' --nulls-not-distinct --include guest --deferrable 'initially deferred' --constraint one_guest_at_a_time

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '041_add_unique_room_id_and_starts_at_to_bookings') THEN
    RAISE EXCEPTION 'migration 041_add_unique_room_id_and_starts_at_to_bookings is applied already';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'one_guest_at_a_time'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'bookings'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', 'one_guest_at_a_time';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('_new_041_one_guest_at_a_time')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

-- Refuse before the build what would make it fail
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM (
      SELECT FROM bookings
      GROUP BY room_id, starts_at
      HAVING count(*) > 1
    ) AS _repeated
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'values of (room_id, starts_at) that stand in several rows of bookings', _offending
      USING HINT = 'See them: SELECT room_id, starts_at, count(*) FROM bookings GROUP BY room_id, starts_at HAVING count(*) > 1';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS _new_041_one_guest_at_a_time;

CREATE UNIQUE INDEX CONCURRENTLY _new_041_one_guest_at_a_time
  ON bookings (room_id, starts_at)
  INCLUDE (guest)
  NULLS NOT DISTINCT;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('_new_041_one_guest_at_a_time')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX _new_041_one_guest_at_a_time
  RENAME TO one_guest_at_a_time;

ALTER TABLE bookings
  ADD CONSTRAINT one_guest_at_a_time
  UNIQUE USING INDEX one_guest_at_a_time
  DEFERRABLE INITIALLY DEFERRED;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('041_add_unique_room_id_and_starts_at_to_bookings', CURRENT_TIMESTAMP);

COMMIT;
