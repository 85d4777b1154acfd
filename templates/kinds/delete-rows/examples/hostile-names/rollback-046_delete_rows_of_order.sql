-- Rollback 046: Delete rows of "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration delete-rows '"odd schema"."order"' --where '"a""b" <> '"'"'it'"'"''"'"'s $$ %'"'"'' --key '"My Column", naïve'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '046_delete_rows_of_order') THEN
    RAISE EXCEPTION 'migration 046_delete_rows_of_order is not applied';
  END IF;
END
$$;

-- All rows go back at once, below: an INSERT blocks neither reads nor writes

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

SET LOCAL statement_timeout = 0;

-- The rows as they were, in all columns but those that are generated from others
DO $$
DECLARE
  _columns CONSTANT text := (
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
    FROM pg_attribute
    WHERE attrelid = '"odd schema"."order"'::regclass
      AND attnum > 0
      AND NOT attisdropped
      AND attgenerated = ''
  );
  _different bigint;
BEGIN
  EXECUTE format(
    'WITH _back AS ('
      'INSERT INTO %2$s (%1$s) OVERRIDING SYSTEM VALUE SELECT %1$s FROM %3$s RETURNING %1$s'
    ') '
    'SELECT count(*) FROM ('
      'SELECT ROW(%1$s)::text FROM %3$s EXCEPT ALL SELECT ROW(%1$s)::text FROM _back'
    ') AS _different',
    _columns, '"odd schema"."order"', '"odd schema"._undo_046_order'
  ) INTO _different;
  IF _different > 0 THEN
    RAISE EXCEPTION 'rows of % that did not come back as they were: %', '"odd schema"."order"', _different
      USING HINT = 'A trigger or a rule changes what is inserted: disable it in the transaction of this script.';
  END IF;
END
$$;

DROP TABLE "odd schema"._undo_046_order;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '046_delete_rows_of_order';

COMMIT;
