CREATE TABLE events (day date);
CREATE PROCEDURE forget(before date) LANGUAGE sql BEGIN ATOMIC DELETE FROM events WHERE day < before; END;
