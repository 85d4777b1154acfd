-- Rollback 048: Add joyful to mood
-- Date: 2026-11-22
-- Command: new-migration add-enum-value mood joyful

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT
      (SELECT count(*) FROM parents WHERE 'joyful' = mood) +
      (SELECT count(*) FROM days WHERE 'joyful' = mood)
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'values of mood that are ''joyful''', _offending
      USING HINT = 'Give these rows another label first.';
  END IF;
END
$$;

-- PostgreSQL cannot drop a label: the columns get a type that is made anew without it
ALTER TYPE mood
  RENAME TO _old_048_mood;

CREATE TYPE mood AS ENUM (
  'sad',
  'happy'
);

ALTER TABLE days
  ALTER COLUMN mood DROP DEFAULT,
  ALTER COLUMN mood TYPE mood USING mood::text::mood;

ALTER TABLE ONLY days
  ALTER COLUMN mood SET DEFAULT 'happy'::mood;

ALTER TABLE days_2026
  ALTER COLUMN mood SET DEFAULT 'happy'::mood;

ALTER TABLE parents
  ALTER COLUMN mood TYPE mood USING mood::text::mood;

DROP TYPE _old_048_mood;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '048_add_value_joyful_to_mood';

COMMIT;
