CREATE TABLE sensors (id int NOT NULL, name text);
INSERT INTO sensors VALUES (1, 'roof'), (2, 'cellar');
