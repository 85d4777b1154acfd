CREATE TABLE users (
  user_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE,
  "Full Name" text
);
ALTER TABLE users OWNER TO pg_monitor;
GRANT SELECT (user_id), INSERT (email), UPDATE (email) ON users TO pg_read_all_stats;
GRANT SELECT ("Full Name") ON users TO PUBLIC;
GRANT DELETE ON users TO pg_signal_backend WITH GRANT OPTION;
INSERT INTO users (email) VALUES ('ada@example.org'), ('grace@example.org');
