CREATE TABLE users (user_id bigint PRIMARY KEY, email text NOT NULL);
INSERT INTO users VALUES (1, 'ada@example.org'), (2, 'grace@example.org');
