CREATE TABLE people (person_id bigint PRIMARY KEY, email text CONSTRAINT email_is_known NOT NULL);
ALTER TABLE people RENAME TO users;
INSERT INTO users VALUES (1, 'ada@example.org'), (2, 'grace@example.org');
