CREATE TABLE readings (sensor_id int NOT NULL, taken_at timestamptz, value numeric);
INSERT INTO readings VALUES (1, '2026-11-22 10:00+00', 20.5), (1, '2026-11-22 10:01+00', 20.7), (2, '2026-11-22 10:00+00', NULL);
