-- Migration 020: Create app.bookings
-- Date: 2026-11-22
-- Command: new-migration create-table app.bookings 'room_id int NOT NULL' 'building_id int NOT NULL' 'booked_by bigint NOT NULL REFERENCES app.people' 'during tstzrange NOT NULL' 'seats int CHECK (seats > 0) CHECK (seats < 1000)' "state app.booking_state NOT NULL DEFAULT 'open'" --constraint 'PRIMARY KEY (building_id, room_id, during)' --constraint 'FOREIGN KEY (building_id, room_id) REFERENCES app.rooms ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED' --constraint 'CHECK (lower(during) < upper(during))' --constraint "CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&) WHERE (state = 'open')" --on-delete restrict --index 'lower(during) DESC, seats' --index state --storage 'fillfactor = 70'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE TABLE app.bookings (
  room_id int NOT NULL,
  building_id int NOT NULL,
  booked_by bigint NOT NULL CONSTRAINT fk_bookings_booked_by REFERENCES app.people ON DELETE RESTRICT,
  during tstzrange NOT NULL,
  seats int CONSTRAINT ck_bookings_seats CHECK (seats > 0) CONSTRAINT ck_bookings_seats_2 CHECK (seats < 1000),
  state app.booking_state DEFAULT 'open' NOT NULL,
  CONSTRAINT pk_bookings PRIMARY KEY (building_id, room_id, during),
  CONSTRAINT fk_bookings_building_id_room_id FOREIGN KEY (building_id, room_id) REFERENCES app.rooms ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT ck_bookings_during CHECK (lower(during) < upper(during)),
  CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&) WHERE (state = 'open')
)
WITH (fillfactor = 70);

CREATE INDEX idx_bookings_lower_during_seats
  ON app.bookings (lower(during) DESC, seats);

CREATE INDEX idx_bookings_state
  ON app.bookings (state);

CREATE INDEX idx_bookings_booked_by
  ON app.bookings (booked_by);

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('020_create_bookings', CURRENT_TIMESTAMP);

COMMIT;
