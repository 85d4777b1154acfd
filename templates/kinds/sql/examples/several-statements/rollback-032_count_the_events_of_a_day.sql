-- Rollback 032: count the events of a day
-- Date: 2026-11-22
-- Command: new-migration sql 'count the events of a day' $'--forward=-- A function and the view that uses it; a semicolon in a body is no end of a statement\nCREATE FUNCTION day_of(moment timestamptz) RETURNS date\nLANGUAGE sql IMMUTABLE\nRETURN (moment AT TIME ZONE \'UTC\')::date;\n\nCREATE VIEW events_of_day AS\nSELECT day_of(happened_at) AS day, count(*) AS events -- per day; not per hour\nFROM events\nGROUP BY 1;\n-- the end\n' --rollback 'DROP VIEW events_of_day; DROP FUNCTION day_of(timestamptz)'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP VIEW events_of_day;

DROP FUNCTION day_of(timestamptz);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '032_count_the_events_of_a_day';

COMMIT;
