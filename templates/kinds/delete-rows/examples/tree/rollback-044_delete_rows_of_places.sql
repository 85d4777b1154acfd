-- Rollback 044: Delete rows of app.places
-- Date: 2026-11-22
-- Command: new-migration delete-rows app.places --where "path LIKE 'old.%'" --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

-- The rows as they were, in all columns but those that are generated from others
DO $$
DECLARE
  _columns CONSTANT text := (
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
    FROM pg_attribute
    WHERE attrelid = 'app.places'::regclass
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
    _columns, 'app.places', 'app._undo_044_places'
  ) INTO _different;
  IF _different > 0 THEN
    RAISE EXCEPTION 'rows of % that did not come back as they were: %', 'app.places', _different
      USING HINT = 'A trigger or a rule changes what is inserted: disable it in the transaction of this script.';
  END IF;
END
$$;

DROP TABLE app._undo_044_places;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '044_delete_rows_of_places';

COMMIT;
