CREATE SCHEMA app;
CREATE TABLE app.readings (sensor uuid, taken_at timestamptz, value numeric(10, 2), PRIMARY KEY (sensor, taken_at));
INSERT INTO app.readings
SELECT ('00000000-0000-0000-0000-00000000000' || n % 3)::uuid, timestamptz '2026-01-01' + n * interval '1 hour', n
FROM generate_series(1, 20) AS n;
