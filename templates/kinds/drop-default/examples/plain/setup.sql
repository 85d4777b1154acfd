CREATE TABLE users (user_id bigint PRIMARY KEY, status varchar(20) DEFAULT 'new' NOT NULL);
INSERT INTO users VALUES (1), (2);
