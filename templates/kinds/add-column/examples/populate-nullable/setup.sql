CREATE TABLE log (line text);
INSERT INTO log VALUES ('error: disk full'), ('start'), ('stop');
