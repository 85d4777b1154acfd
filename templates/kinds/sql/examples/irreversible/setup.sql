CREATE TABLE events (happened_at timestamptz);
INSERT INTO events VALUES ('2019-01-01'), ('2026-01-01');
