CREATE TABLE bookings (room_id int, during tsrange,
  CONSTRAINT one_guest_at_a_time EXCLUDE USING gist (int4range(room_id, room_id, '[]') WITH =, during WITH &&));
INSERT INTO bookings VALUES (10, '[2026-11-22, 2026-11-23)'), (10, '[2026-11-23, 2026-11-24)');
