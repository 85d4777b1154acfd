-- Rollback 045: Add so so to mood
-- Purpose: Not every session is one or the other
-- Date: 2026-11-22
-- Command: new-migration add-enum-value mood 'so so' --after sad

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT
      (SELECT count(*) FROM sessions WHERE 'so so' = ANY (moods)) +
      (SELECT count(*) FROM sessions WHERE 'so so' = mood)
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'values of mood that are ''so so''', _offending
      USING HINT = 'Give these rows another label first.';
  END IF;
END
$$;

-- PostgreSQL cannot drop a label: the columns get a type that is made anew without it
ALTER TYPE mood
  RENAME TO _old_045_mood;

CREATE TYPE mood AS ENUM (
  'sad',
  'happy'
);

COMMENT ON TYPE mood IS 'How a session went';

GRANT USAGE ON TYPE mood TO pg_monitor;

ALTER TABLE sessions
  ALTER COLUMN moods DROP DEFAULT,
  ALTER COLUMN moods TYPE mood[] USING moods::text[]::mood[],
  ALTER COLUMN mood DROP DEFAULT,
  ALTER COLUMN mood TYPE mood USING mood::text::mood;

ALTER TABLE sessions
  ALTER COLUMN moods SET DEFAULT '{sad,happy}'::mood[];

ALTER TABLE sessions
  ALTER COLUMN mood SET DEFAULT 'sad'::mood;

DROP TYPE _old_045_mood;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '045_add_value_so_so_to_mood';

COMMIT;
