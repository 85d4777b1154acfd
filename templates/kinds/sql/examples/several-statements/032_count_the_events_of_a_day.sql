-- Migration 032: count the events of a day
-- Date: 2026-11-22
-- Command: new-migration sql 'count the events of a day' $'--forward=-- A function and the view that uses it; a semicolon in a body is no end of a statement\nCREATE FUNCTION day_of(moment timestamptz) RETURNS date\nLANGUAGE sql IMMUTABLE\nRETURN (moment AT TIME ZONE \'UTC\')::date;\n\nCREATE VIEW events_of_day AS\nSELECT day_of(happened_at) AS day, count(*) AS events -- per day; not per hour\nFROM events\nGROUP BY 1;\n-- the end\n' --rollback 'DROP VIEW events_of_day; DROP FUNCTION day_of(timestamptz)'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- A function and the view that uses it; a semicolon in a body is no end of a statement
CREATE FUNCTION day_of(moment timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE
RETURN (moment AT TIME ZONE 'UTC')::date;

CREATE VIEW events_of_day AS
SELECT day_of(happened_at) AS day, count(*) AS events -- per day; not per hour
FROM events
GROUP BY 1;
-- the end

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('032_count_the_events_of_a_day', CURRENT_TIMESTAMP);

COMMIT;
