CREATE TABLE users (id int PRIMARY KEY, name text, age int, CONSTRAINT ck_users_age CHECK (age >= 0));
COMMENT ON CONSTRAINT ck_users_age ON users IS 'Nobody is born in the future';
INSERT INTO users VALUES (1, 'Ada', 36), (2, 'Bob', 0), (3, 'Eve', NULL);
