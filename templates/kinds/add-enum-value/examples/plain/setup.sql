CREATE TYPE mood AS ENUM ('sad', 'happy');
COMMENT ON TYPE mood IS 'How a session went';
GRANT USAGE ON TYPE mood TO pg_monitor;
CREATE TABLE sessions (id int PRIMARY KEY, mood mood NOT NULL DEFAULT 'sad', moods mood[] DEFAULT '{sad,happy}');
INSERT INTO sessions VALUES (1, 'sad'), (2, 'happy');
