CREATE TABLE users (user_id bigint PRIMARY KEY, _dropped_020_legacy_flag boolean DEFAULT false NOT NULL, email text);
CREATE INDEX idx_users_legacy_flag_email ON users (_dropped_020_legacy_flag, email);
COMMENT ON COLUMN users._dropped_020_legacy_flag IS 'Came from the old system';
INSERT INTO users VALUES (1, true, 'ada@example.org'), (2, false, 'grace@example.org');
