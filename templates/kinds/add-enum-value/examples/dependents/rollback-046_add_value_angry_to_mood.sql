-- Rollback 046: Add angry to mood
-- Date: 2026-11-22
-- Command: new-migration add-enum-value mood angry --before sad

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT
      (SELECT count(*) FROM other WHERE 'angry' = mood) +
      (SELECT count(*) FROM sessions WHERE 'angry' = ANY (moods)) +
      (SELECT count(*) FROM sessions WHERE 'angry' = mood)
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'values of mood that are ''angry''', _offending
      USING HINT = 'Give these rows another label first.';
  END IF;
END
$$;

-- PostgreSQL cannot drop a label: the columns get a type that is made anew without it
DROP MATERIALIZED VIEW good;

DROP VIEW sad_sessions;

DROP FUNCTION is_good(mood);

DROP INDEX sessions_sad;

ALTER TABLE sessions
  DROP CONSTRAINT not_only_sad;

ALTER TYPE mood
  RENAME TO _old_046_mood;

CREATE TYPE mood AS ENUM (
  'sad',
  'happy'
);

COMMENT ON TYPE mood IS 'How a session went';

GRANT USAGE ON TYPE mood TO pg_monitor;

ALTER TABLE other
  ALTER COLUMN mood TYPE mood USING mood::text::mood;

ALTER TABLE sessions
  ALTER COLUMN moods DROP DEFAULT,
  ALTER COLUMN moods TYPE mood[] USING moods::text[]::mood[],
  ALTER COLUMN mood DROP DEFAULT,
  ALTER COLUMN mood TYPE mood USING mood::text::mood;

ALTER TABLE sessions
  ALTER COLUMN moods SET DEFAULT '{sad,happy}'::mood[];

ALTER TABLE sessions
  ALTER COLUMN mood SET DEFAULT 'sad'::mood;

DROP TYPE _old_046_mood;

ALTER TABLE sessions
  ADD CONSTRAINT not_only_sad CHECK (mood <> 'sad'::mood OR moods <> ARRAY['sad'::mood]);

CREATE INDEX sessions_sad
  ON sessions (id)
  WHERE mood = 'sad'::mood;

CREATE FUNCTION is_good(mood)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT $1 = 'happy' $function$;

CREATE VIEW sad_sessions AS
 SELECT id,
    mood
   FROM sessions
  WHERE mood = 'sad'::mood;

GRANT SELECT ON sad_sessions TO pg_monitor;

CREATE MATERIALIZED VIEW good AS
 SELECT id
   FROM sessions
  WHERE is_good(mood);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '046_add_value_angry_to_mood';

COMMIT;
