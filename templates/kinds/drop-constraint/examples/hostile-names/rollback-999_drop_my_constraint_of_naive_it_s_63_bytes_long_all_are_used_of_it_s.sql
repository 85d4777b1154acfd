-- Rollback 999: Drop "My ""constraint"" of naïve $$, it's 63 bytes long: all are used." of "odd schema"."it's"
-- Date: 2026-11-22
-- Command: new-migration drop-constraint '"odd schema"."it'"'"'s"' '"My ""constraint"" of naïve $$, it'"'"'s 63 bytes long: all are used."'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '999_drop_my_constraint_of_naive_it_s_63_bytes_long_all_are_used_of_it_s') THEN
    RAISE EXCEPTION 'migration 999_drop_my_constraint_of_naive_it_s_63_bytes_long_all_are_used_of_it_s is not applied';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Refuse with their number if there are rows for which it does not hold
DO $migration$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM "odd schema"."it's"
    WHERE NOT (length("naïve") < 64 AND "order" > 0)
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of "odd schema"."it''s" that violate "My ""constraint"" of naïve $$, it''s 63 bytes long: all are used."', _offending
      USING HINT = 'Mend them first. See them: SELECT * FROM "odd schema"."it''s" WHERE NOT (length("naïve") < 64 AND "order" > 0)';
  END IF;
END
$migration$;

-- Holds for new rows at once; a run that was broken off may have come as far
DO $migration$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('"odd schema"."it''s"')
      AND conname = 'My "constraint" of naïve $$, it''s 63 bytes long: all are used.'
  ) THEN
    ALTER TABLE "odd schema"."it's"
      ADD CONSTRAINT "My ""constraint"" of naïve $$, it's 63 bytes long: all are used."
      CHECK (length("naïve") < 64 AND "order" > 0)
      NOT VALID;
  END IF;
END
$migration$;

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE "odd schema"."it's"
  VALIDATE CONSTRAINT "My ""constraint"" of naïve $$, it's 63 bytes long: all are used.";

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON CONSTRAINT "My ""constraint"" of naïve $$, it's 63 bytes long: all are used." ON "odd schema"."it's" IS 'it''s';

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '999_drop_my_constraint_of_naive_it_s_63_bytes_long_all_are_used_of_it_s';

COMMIT;
