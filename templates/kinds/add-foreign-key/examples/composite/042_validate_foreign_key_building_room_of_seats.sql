-- Migration 042: Validate the foreign key of app.seats
-- Date: 2026-11-22
-- Command: new-migration add-foreign-key app.seats 'building, room' 'app.rooms (building, room)' --on-delete restrict --on-update cascade --match full --deferrable 'initially deferred'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE app.seats
  VALIDATE CONSTRAINT fk_seats_building_room;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('042_validate_foreign_key_building_room_of_seats', CURRENT_TIMESTAMP);

COMMIT;
