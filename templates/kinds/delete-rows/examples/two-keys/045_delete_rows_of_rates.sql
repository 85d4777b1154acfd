-- Migration 045: Delete rows of rates
-- Date: 2026-11-22
-- Command: new-migration delete-rows rates --where "valid_from < '2000-01-01'" --key 'currency, valid_from' --batch-size 2

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '045_delete_rows_of_rates') THEN
    RAISE EXCEPTION 'migration 045_delete_rows_of_rates is applied already';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Refuse while tables inherit from this one: their rows would be deleted too
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM pg_inherits
    JOIN pg_class ON pg_class.oid = inhparent
    WHERE inhparent = 'rates'::regclass
      AND relkind <> 'p'
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'tables that inherit from rates, whose rows would be deleted too', _offending
      USING HINT = 'Delete table by table, with the kind sql and DELETE FROM ONLY.';
  END IF;
END
$$;

-- Refuse while foreign keys would delete or change other rows along with these
DO $$
DECLARE
  _gone CONSTANT text := 'SELECT * FROM rates WHERE valid_from < ''2000-01-01''';
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
    WHERE confrelid = 'rates'::regclass
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

-- The rows, for the rollback; a run that was broken off goes on after the last key in it
DO $$
BEGIN
  IF to_regclass('_undo_045_rates') IS NULL THEN
    CREATE TABLE _undo_045_rates AS
    SELECT *
    FROM rates
    WITH NO DATA;

    ALTER TABLE _undo_045_rates
      ADD CONSTRAINT pk__undo_045_rates PRIMARY KEY (currency, valid_from);

    COMMENT ON TABLE _undo_045_rates IS 'Rows changed by migration 045_delete_rows_of_rates';
  ELSIF obj_description(to_regclass('_undo_045_rates')) IS DISTINCT FROM 'Rows changed by migration 045_delete_rows_of_rates' THEN
    RAISE EXCEPTION 'table % is not of this script', '_undo_045_rates';
  END IF;
END
$$;

-- They are their owner's alone, whatever ALTER DEFAULT PRIVILEGES says
DO $$
DECLARE
  _grantee record;
BEGIN
  FOR _grantee IN
    SELECT DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END AS name
    FROM pg_class, aclexplode(relacl)
    WHERE pg_class.oid = '_undo_045_rates'::regclass
      AND grantee <> relowner
  LOOP
    EXECUTE format('REVOKE ALL ON TABLE %s FROM %s', '_undo_045_rates', _grantee.name);
  END LOOP;
END
$$;

DO $$
#variable_conflict use_column
<<_backfill>>
DECLARE
  from_1 rates.currency%TYPE;
  to_1 rates.currency%TYPE;
  from_2 rates.valid_from%TYPE;
  to_2 rates.valid_from%TYPE;
  touched bigint;
  total bigint := 0;
BEGIN
  IF NOT pg_try_advisory_lock(hashtextextended('045_delete_rows_of_rates', 0)) THEN
    RAISE EXCEPTION 'another session is running this script';
  END IF;
  IF EXISTS (SELECT FROM rates WHERE currency IS NULL OR valid_from IS NULL) THEN
    RAISE EXCEPTION 'there are rows whose key is NULL: they would be passed over'
      USING HINT = 'Choose a key that every row has.';
  END IF;
  -- The last key of an earlier run, if there was one
  SELECT currency, valid_from INTO to_1, to_2
  FROM _undo_045_rates
  ORDER BY currency DESC, valid_from DESC
  LIMIT 1;
  LOOP
    IF _backfill.to_1 IS NULL THEN
      SELECT currency, valid_from INTO from_1, from_2
      FROM rates
      ORDER BY currency, valid_from
      LIMIT 1;
    ELSE
      SELECT currency, valid_from INTO from_1, from_2
      FROM rates
      WHERE (currency, valid_from) > (_backfill.to_1, _backfill.to_2)
      ORDER BY currency, valid_from
      LIMIT 1;
    END IF;
    EXIT WHEN NOT FOUND;

    -- The last key of this batch
    SELECT currency, valid_from INTO to_1, to_2
    FROM (
      SELECT currency, valid_from
      FROM rates
      WHERE (currency, valid_from) >= (_backfill.from_1, _backfill.from_2)
      ORDER BY currency, valid_from
      LIMIT 2
    ) AS _batch
    ORDER BY currency DESC, valid_from DESC
    LIMIT 1;

    INSERT INTO _undo_045_rates
    SELECT *
    FROM rates
    WHERE (rates.currency, rates.valid_from) >= (_backfill.from_1, _backfill.from_2)
      AND (rates.currency, rates.valid_from) <= (_backfill.to_1, _backfill.to_2)
      AND (valid_from < '2000-01-01')
    FOR UPDATE;

    -- Once more, for rows that came to refer to these only now
    DECLARE
      _gone CONSTANT text := 'SELECT * FROM _undo_045_rates WHERE (currency, valid_from) >= ($1, $2) AND (currency, valid_from) <= ($3, $4)';
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
        WHERE confrelid = 'rates'::regclass
          AND contype = 'f'
          AND confdeltype IN ('c', 'n', 'd')
        GROUP BY pg_constraint.oid
      LOOP
        EXECUTE format('SELECT count(*) FROM (%s) AS _gone JOIN %s AS _follower ON %s', _gone, _key.follower, _key.refers)
          || CASE
               WHEN _key.is_own THEN format(' WHERE NOT EXISTS (SELECT FROM (%s) AS _gone WHERE %s)', _gone, _key.is_gone)
               ELSE ''
             END
          INTO _followers
          USING _backfill.from_1, _backfill.from_2, _backfill.to_1, _backfill.to_2;
        IF _followers > 0 THEN
          RAISE EXCEPTION 'rows of % that would be deleted or changed along with these, by foreign key %: %',
            _key.follower, _key.conname, _followers
            USING HINT = 'Delete or change those first, in a migration of their own, which can be rolled back.';
        END IF;
      END LOOP;
    END;

    DELETE FROM rates
    USING _undo_045_rates AS _saved
    WHERE rates.currency = _saved.currency AND rates.valid_from = _saved.valid_from
      AND (_saved.currency, _saved.valid_from) >= (_backfill.from_1, _backfill.from_2)
      AND (_saved.currency, _saved.valid_from) <= (_backfill.to_1, _backfill.to_2);
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      'rates', _backfill.total, ROW(_backfill.to_1, _backfill.to_2);
    PERFORM pg_sleep(0.01);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('045_delete_rows_of_rates', 0));
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('045_delete_rows_of_rates', CURRENT_TIMESTAMP);
