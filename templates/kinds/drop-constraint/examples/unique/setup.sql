CREATE TABLE bookings (id int PRIMARY KEY, room_id int, starts_at timestamptz, guest text,
  CONSTRAINT uq_bookings_room_id_starts_at UNIQUE (room_id, starts_at) INCLUDE (guest) WITH (fillfactor = 70) DEFERRABLE INITIALLY DEFERRED);
COMMENT ON CONSTRAINT uq_bookings_room_id_starts_at ON bookings IS 'One guest at a time';
INSERT INTO bookings VALUES (1, 10, '2026-11-22 10:00+00', 'Ada'), (2, 10, NULL, 'Bob'), (3, 10, NULL, 'Eve');
