CREATE TABLE users (id int PRIMARY KEY, email text, name text);
INSERT INTO users VALUES (1, 'ada@example.org', 'Ada'), (2, 'bob@example.org', 'Bob'), (3, NULL, 'Eve'), (4, NULL, 'Dan');
