CREATE TABLE events (
  happened_at timestamptz NOT NULL,
  data json
);
INSERT INTO events VALUES ('2026-01-01', '{"a": 1}'), ('2026-01-01', '{"a":1}'), ('2026-01-02', NULL);
