CREATE TABLE users (id int PRIMARY KEY, email text);
INSERT INTO users VALUES (1, 'ada@example.org'), (2, '');
ALTER TABLE users ADD CONSTRAINT users_have_email CHECK (email <> '') NOT VALID;
