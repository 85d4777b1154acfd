CREATE TABLE bookings (id int PRIMARY KEY, room_id int, starts_at timestamptz, guest text);
INSERT INTO bookings VALUES (1, 10, '2026-11-22 10:00+00', 'Ada'), (2, 10, NULL, 'Bob'), (3, NULL, NULL, 'Eve');
