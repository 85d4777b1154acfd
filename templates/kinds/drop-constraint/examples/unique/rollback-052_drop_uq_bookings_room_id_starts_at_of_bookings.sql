-- Rollback 052: Drop uq_bookings_room_id_starts_at of bookings
-- Date: 2026-11-22
-- Command: new-migration drop-constraint bookings uq_bookings_room_id_starts_at

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '052_drop_uq_bookings_room_id_starts_at_of_bookings') THEN
    RAISE EXCEPTION 'migration 052_drop_uq_bookings_room_id_starts_at_of_bookings is not applied';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'uq_bookings_room_id_starts_at'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'bookings'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', 'uq_bookings_room_id_starts_at';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('_new_052_uq_bookings_room_id_starts_at')
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
      WHERE room_id IS NOT NULL AND starts_at IS NOT NULL
      GROUP BY room_id, starts_at
      HAVING count(*) > 1
    ) AS _repeated
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'values of (room_id, starts_at) that stand in several rows of bookings', _offending
      USING HINT = 'See them: SELECT room_id, starts_at, count(*) FROM bookings WHERE room_id IS NOT NULL AND starts_at IS NOT NULL GROUP BY room_id, starts_at HAVING count(*) > 1';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS _new_052_uq_bookings_room_id_starts_at;

CREATE UNIQUE INDEX CONCURRENTLY _new_052_uq_bookings_room_id_starts_at
  ON bookings (room_id, starts_at)
  INCLUDE (guest);

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('_new_052_uq_bookings_room_id_starts_at')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX _new_052_uq_bookings_room_id_starts_at
  RENAME TO uq_bookings_room_id_starts_at;

ALTER TABLE bookings
  ADD CONSTRAINT uq_bookings_room_id_starts_at
  UNIQUE USING INDEX uq_bookings_room_id_starts_at
  DEFERRABLE INITIALLY DEFERRED;

ALTER INDEX uq_bookings_room_id_starts_at
  SET (fillfactor = 70);

COMMENT ON CONSTRAINT uq_bookings_room_id_starts_at ON bookings IS 'One guest at a time';

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '052_drop_uq_bookings_room_id_starts_at_of_bookings';

COMMIT;
