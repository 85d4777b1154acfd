-- Rollback 042: Validate the foreign key of app.seats
-- Date: 2026-11-22
-- Command: new-migration add-foreign-key app.seats 'building, room' 'app.rooms (building, room)' --on-delete restrict --on-update cascade --match full --deferrable 'initially deferred'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Nothing makes a constraint NOT VALID again, so it is dropped and put back as it was
ALTER TABLE app.seats
  DROP CONSTRAINT fk_seats_building_room;

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
DELETE FROM schema_migrations
WHERE migration_name = '042_validate_foreign_key_building_room_of_seats';

COMMIT;
