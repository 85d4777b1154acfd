CREATE TABLE users (user_id bigint PRIMARY KEY, status text);
INSERT INTO users VALUES (1, 'new'), (2, NULL);
