CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE days (day date, mood mood DEFAULT 'happy') PARTITION BY RANGE (day);
CREATE TABLE days_2026 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO days VALUES ('2026-05-01', 'sad');
CREATE TABLE parents (id int, mood mood);
CREATE TABLE children (age int) INHERITS (parents);
INSERT INTO children VALUES (1, 'sad', 5);
