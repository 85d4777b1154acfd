-- Migration 044: Delete rows of app.places
-- Date: 2026-11-22
-- Command: new-migration delete-rows app.places --where "path LIKE 'old.%'" --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Nobody writes to the table, or refers to its rows, until they are deleted
LOCK TABLE app.places IN EXCLUSIVE MODE;

-- Refuse while tables inherit from this one: their rows would be deleted too
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM pg_inherits
    JOIN pg_class ON pg_class.oid = inhparent
    WHERE inhparent = 'app.places'::regclass
      AND relkind <> 'p'
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'tables that inherit from app.places, whose rows would be deleted too', _offending
      USING HINT = 'Delete table by table, with the kind sql and DELETE FROM ONLY.';
  END IF;
END
$$;

-- Refuse while foreign keys would delete or change other rows along with these
DO $$
DECLARE
  _gone CONSTANT text := 'SELECT * FROM app.places WHERE path LIKE ''old.%''';
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
    WHERE confrelid = 'app.places'::regclass
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
$$;

-- The rows, for the rollback
CREATE TABLE app._undo_044_places AS
SELECT *
FROM app.places
WITH NO DATA;

COMMENT ON TABLE app._undo_044_places IS 'Rows changed by migration 044_delete_rows_of_places';

-- They are their owner's alone, whatever ALTER DEFAULT PRIVILEGES says
DO $$
DECLARE
  _grantee record;
BEGIN
  FOR _grantee IN
    SELECT DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END AS name
    FROM pg_class, aclexplode(relacl)
    WHERE pg_class.oid = 'app._undo_044_places'::regclass
      AND grantee <> relowner
  LOOP
    EXECUTE format('REVOKE ALL ON TABLE %s FROM %s', 'app._undo_044_places', _grantee.name);
  END LOOP;
END
$$;

WITH _deleted AS (
  DELETE FROM app.places
  WHERE path LIKE 'old.%'
  RETURNING *
)
INSERT INTO app._undo_044_places
SELECT *
FROM _deleted;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('044_delete_rows_of_places', CURRENT_TIMESTAMP);

COMMIT;
