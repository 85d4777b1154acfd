CREATE SCHEMA app;
CREATE TABLE app.rooms (building int, room int, UNIQUE (building, room));
CREATE TABLE app.seats (seat int PRIMARY KEY, building int, room int);
INSERT INTO app.rooms VALUES (1, 1);
INSERT INTO app.seats VALUES (1, 1, 1), (2, NULL, NULL);
