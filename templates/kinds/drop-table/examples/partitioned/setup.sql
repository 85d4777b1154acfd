CREATE SCHEMA archive;
CREATE TABLE events (event_id bigint, at date NOT NULL, note text, PRIMARY KEY (event_id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE archive.events_old PARTITION OF events DEFAULT;
INSERT INTO events VALUES (1, '2024-05-01', 'a'), (2, '2020-05-01', 'b');
