CREATE TABLE sensors (id int, name text, CONSTRAINT sensors_pkey PRIMARY KEY (id));
ALTER TABLE sensors CLUSTER ON sensors_pkey;
INSERT INTO sensors VALUES (1, 'roof'), (2, 'cellar');
