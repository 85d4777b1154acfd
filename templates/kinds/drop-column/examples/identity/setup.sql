CREATE TABLE events (event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid DEFAULT gen_random_uuid() NOT NULL);
CREATE TABLE notes (note_id bigint PRIMARY KEY, event_id bigint REFERENCES events);
INSERT INTO events DEFAULT VALUES;
INSERT INTO notes VALUES (1, 1);
