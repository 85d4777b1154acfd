-- Rollback 033: Insert 1 row into "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration insert-rows '"odd schema"."order"' '"a""b", "My Column", naïve, twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz' ''"'"'it'"'"''"'"'s $$ %'"'"', E'"'"'back\\slash'"'"', '"'"'ü'"'"', 1' --key '"a""b", "My Column"'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse while foreign keys would delete or change other rows along with these
DO $migration$
DECLARE
  _gone CONSTANT text := E'SELECT * FROM "odd schema"."order" WHERE ("a""b", "My Column") IN ((''it''''s $$ %'', E''back\\\\slash''))';
  _key record;
  _followers bigint;
BEGIN
  FOR _key IN
    SELECT conname, conrelid::regclass AS follower,
           conrelid = confrelid OR conrelid IN (SELECT relid FROM pg_partition_tree(confrelid)) AS is_own,
           string_agg(format('_gone.%I = _follower.%I', _ours.attname, _theirs.attname), ' AND ') AS refers,
           string_agg(format('_gone.%1$I = _follower.%1$I', _ours.attname), ' AND ') AS is_gone
    FROM pg_constraint
    CROSS JOIN unnest(confkey, conkey) AS _columns (ours, theirs)
    JOIN pg_attribute AS _ours ON _ours.attrelid = confrelid AND _ours.attnum = _columns.ours
    JOIN pg_attribute AS _theirs ON _theirs.attrelid = conrelid AND _theirs.attnum = _columns.theirs
    WHERE confrelid = '"odd schema"."order"'::regclass
      AND contype = 'f'
      AND confdeltype IN ('c', 'n', 'd')
    GROUP BY pg_constraint.oid
  LOOP
    EXECUTE format('SELECT count(*) FROM (%s) AS _gone JOIN %s AS _follower ON %s', _gone, _key.follower, _key.refers)
      || CASE
           WHEN _key.is_own THEN format(' WHERE NOT EXISTS (SELECT FROM (%s) AS _gone WHERE %s)', _gone, _key.is_gone)
           ELSE ''
         END
      INTO _followers;
    IF _followers > 0 THEN
      RAISE EXCEPTION 'rows of % that would be deleted or changed along with these, by foreign key %: %',
        _key.follower, _key.conname, _followers
        USING HINT = 'Delete or change those first, in a migration of their own, which can be rolled back.';
    END IF;
  END LOOP;
END
$migration$;

DELETE FROM "odd schema"."order"
WHERE ("a""b", "My Column") IN (('it''s $$ %', E'back\\slash'));

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '033_insert_rows_into_order';

COMMIT;
