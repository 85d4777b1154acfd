-- Rollback 020: Create app.bookings
-- Date: 2026-11-22
-- Command: new-migration create-table app.bookings 'room_id int NOT NULL' 'building_id int NOT NULL' 'booked_by bigint NOT NULL REFERENCES app.people' 'during tstzrange NOT NULL' 'seats int CHECK (seats > 0) CHECK (seats < 1000)' 'state app.booking_state NOT NULL DEFAULT '"'"'open'"'"'' --constraints 'PRIMARY KEY (building_id, room_id, during)' --constraints 'FOREIGN KEY (building_id, room_id) REFERENCES app.rooms ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED' --constraints 'CHECK (lower(during) < upper(during))' --constraints 'CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&) WHERE (state = '"'"'open'"'"')' --on-delete restrict --indexes 'lower(during) DESC, seats' --indexes state --storage 'fillfactor = 70'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TABLE app.bookings;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '020_create_bookings';

COMMIT;
