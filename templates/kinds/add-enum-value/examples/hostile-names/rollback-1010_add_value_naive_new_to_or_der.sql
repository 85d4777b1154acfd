-- Rollback 1010: Add naïve, ' new to "odd schema"."or""der"
-- Date: 2026-11-22
-- Command: new-migration add-enum-value '"odd schema"."or""der"' "'naïve, '' new'" --before 'it'"'"'s, a\b'

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT
      (SELECT count(*) FROM "odd schema"."My Table" WHERE 'naïve, '' new' = "a""b")
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'values of "odd schema"."or""der" that are ''naïve, '''' new''', _offending
      USING HINT = 'Give these rows another label first.';
  END IF;
END
$$;

-- PostgreSQL cannot drop a label: the columns get a type that is made anew without it
ALTER TYPE "odd schema"."or""der"
  RENAME TO "_old_1010_or""der";

CREATE TYPE "odd schema"."or""der" AS ENUM (
  'a',
  E'it''s, a\\b'
);

ALTER TABLE "odd schema"."My Table"
  ALTER COLUMN "a""b" DROP DEFAULT,
  ALTER COLUMN "a""b" TYPE "odd schema"."or""der" USING "a""b"::text::"odd schema"."or""der";

ALTER TABLE "odd schema"."My Table"
  ALTER COLUMN "a""b" SET DEFAULT 'it''s, a\b'::"odd schema"."or""der";

DROP TYPE "odd schema"."_old_1010_or""der";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1010_add_value_naive_new_to_or_der';

COMMIT;
