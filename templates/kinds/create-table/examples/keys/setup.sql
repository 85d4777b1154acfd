CREATE SCHEMA app;
CREATE TYPE app.booking_state AS ENUM ('open', 'closed');
CREATE TABLE app.people (person_id bigint PRIMARY KEY);
CREATE TABLE app.rooms (building_id int, room_id int, PRIMARY KEY (building_id, room_id));
