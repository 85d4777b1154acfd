-- Rollback 020: Create app.bookings
-- Date: 2026-11-22
-- Command: new-migration create-table app.bookings 'room_id int NOT NULL' 'building_id int NOT NULL' 'booked_by bigint NOT NULL REFERENCES app.people' 'during tstzrange NOT NULL' 'seats int CHECK (seats > 0) CHECK (seats < 1000)' "state app.booking_state NOT NULL DEFAULT 'open'" --constraint 'PRIMARY KEY (building_id, room_id, during)' --constraint 'FOREIGN KEY (building_id, room_id) REFERENCES app.rooms ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED' --constraint 'CHECK (lower(during) < upper(during))' --constraint "CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&) WHERE (state = 'open')" --on-delete restrict --index 'lower(during) DESC, seats' --index state --storage 'fillfactor = 70'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TABLE app.bookings;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '020_create_bookings';

COMMIT;
