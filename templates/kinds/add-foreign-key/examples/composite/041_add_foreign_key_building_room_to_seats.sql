-- Migration 041: Add foreign key to app.seats
-- Date: 2026-11-22
-- Command: new-migration add-foreign-key app.seats 'building, room' 'app.rooms (building, room)' --on-delete restrict --on-update cascade --match full --deferrable 'initially deferred'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE app.seats
  ADD CONSTRAINT fk_seats_building_room
  FOREIGN KEY (building, room)
  REFERENCES app.rooms (building, room)
  MATCH FULL
  ON DELETE RESTRICT
  ON UPDATE CASCADE
  DEFERRABLE INITIALLY DEFERRED
  NOT VALID;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('041_add_foreign_key_building_room_to_seats', CURRENT_TIMESTAMP);

COMMIT;
