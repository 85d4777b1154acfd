-- Rollback 041: Add foreign key to app.seats
-- Date: 2026-11-22
-- Command: new-migration add-foreign-key app.seats 'building, room' 'app.rooms (building, room)' --on-delete restrict --on-update cascade --match full --deferrable 'initially deferred'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE app.seats
  DROP CONSTRAINT fk_seats_building_room;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '041_add_foreign_key_building_room_to_seats';

COMMIT;
