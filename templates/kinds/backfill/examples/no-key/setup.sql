CREATE TABLE log (message text, level text);
INSERT INTO log SELECT 'line ' || n FROM generate_series(1, 1000) AS n;
