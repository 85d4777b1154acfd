-- Rollback 047: Delete rows of twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz
-- Date: 2026-11-22
-- Command: new-migration delete-rows twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz --where true

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '047_delete_rows_of_twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz') THEN
    RAISE EXCEPTION 'migration 047_delete_rows_of_twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz is not applied';
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
    WHERE attrelid = 'twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz'::regclass
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
    _columns, 'twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz', '_undo_047_twelve_byte_twelve_byte_twelve_byte_twelve_b_50378e97'
  ) INTO _different;
  IF _different > 0 THEN
    RAISE EXCEPTION 'rows of % that did not come back as they were: %', 'twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz', _different
      USING HINT = 'A trigger or a rule changes what is inserted: disable it in the transaction of this script.';
  END IF;
END
$$;

DROP TABLE _undo_047_twelve_byte_twelve_byte_twelve_byte_twelve_b_50378e97;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '047_delete_rows_of_twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz';

COMMIT;
