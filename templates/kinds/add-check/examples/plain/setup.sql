CREATE TABLE users (id int PRIMARY KEY, name text, age int);
INSERT INTO users VALUES (1, 'Ada', 36), (2, 'Bob', 0), (3, 'Eve', NULL);
