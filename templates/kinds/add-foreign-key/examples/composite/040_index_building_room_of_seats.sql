-- Migration 040: Index building, room of app.seats
-- Date: 2026-11-22
-- Command: new-migration add-foreign-key app.seats 'building, room' 'app.rooms (building, room)' --on-delete restrict --on-update cascade --match full --deferrable 'initially deferred'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '040_index_building_room_of_seats') THEN
    RAISE EXCEPTION 'migration 040_index_building_room_of_seats is applied already';
  END IF;
END
$$;

-- A build that failed leaves an invalid index behind: drop it, but never a valid one
DO $$
BEGIN
  SET LOCAL lock_timeout = '2s';
  IF EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('app.idx_seats_building_room')
      AND indrelid = to_regclass('app.seats')
      AND NOT indisvalid
  ) THEN
    DROP INDEX app.idx_seats_building_room;
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

CREATE INDEX CONCURRENTLY idx_seats_building_room
  ON app.seats (building, room);

DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('app.idx_seats_building_room')
      AND NOT indisvalid
  ) THEN
    RAISE EXCEPTION 'the index is invalid'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('040_index_building_room_of_seats', CURRENT_TIMESTAMP);
