CREATE TABLE users (user_id bigint PRIMARY KEY, legacy_flag boolean DEFAULT false NOT NULL, email text);
INSERT INTO users VALUES (1, true, 'ada@example.org'), (2, false, 'grace@example.org');
