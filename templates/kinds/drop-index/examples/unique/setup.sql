CREATE TABLE sensors (id int NOT NULL, name text);
INSERT INTO sensors VALUES (1, 'roof'), (2, 'cellar');
CREATE UNIQUE INDEX idx_sensors_id ON sensors (id);
ALTER TABLE sensors CLUSTER ON idx_sensors_id;
ALTER TABLE sensors REPLICA IDENTITY USING INDEX idx_sensors_id;
