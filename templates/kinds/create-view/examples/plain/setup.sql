CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, is_active boolean NOT NULL DEFAULT true);
INSERT INTO users VALUES (1, 'ada@example.com', true), (2, 'bob@example.com', false);
