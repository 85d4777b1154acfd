-- Migration 046: Delete rows of "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration delete-rows '"odd schema"."order"' --where '"a""b" <> '"'"'it'"'"''"'"'s $$ %'"'"'' --key '"My Column", naïve'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '046_delete_rows_of_order') THEN
    RAISE EXCEPTION 'migration 046_delete_rows_of_order is applied already';
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
    WHERE inhparent = '"odd schema"."order"'::regclass
      AND relkind <> 'p'
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'tables that inherit from "odd schema"."order", whose rows would be deleted too', _offending
      USING HINT = 'Delete table by table, with the kind sql and DELETE FROM ONLY.';
  END IF;
END
$$;

-- Refuse while foreign keys would delete or change other rows along with these
DO $migration$
DECLARE
  _gone CONSTANT text := 'SELECT * FROM "odd schema"."order" WHERE "a""b" <> ''it''''s $$ %''';
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

-- The rows, for the rollback; a run that was broken off goes on after the last key in it
DO $$
BEGIN
  IF to_regclass('"odd schema"._undo_046_order') IS NULL THEN
    CREATE TABLE "odd schema"._undo_046_order AS
    SELECT *
    FROM "odd schema"."order"
    WITH NO DATA;

    ALTER TABLE "odd schema"._undo_046_order
      ADD CONSTRAINT pk__undo_046_order PRIMARY KEY ("My Column", "naïve");

    COMMENT ON TABLE "odd schema"._undo_046_order IS 'Rows changed by migration 046_delete_rows_of_order';
  ELSIF obj_description(to_regclass('"odd schema"._undo_046_order')) IS DISTINCT FROM 'Rows changed by migration 046_delete_rows_of_order' THEN
    RAISE EXCEPTION 'table % is not of this script', '"odd schema"._undo_046_order';
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
    WHERE pg_class.oid = '"odd schema"._undo_046_order'::regclass
      AND grantee <> relowner
  LOOP
    EXECUTE format('REVOKE ALL ON TABLE %s FROM %s', '"odd schema"._undo_046_order', _grantee.name);
  END LOOP;
END
$$;

DO $migration$
#variable_conflict use_column
<<_backfill>>
DECLARE
  from_1 "odd schema"."order"."My Column"%TYPE;
  to_1 "odd schema"."order"."My Column"%TYPE;
  from_2 "odd schema"."order"."naïve"%TYPE;
  to_2 "odd schema"."order"."naïve"%TYPE;
  touched bigint;
  total bigint := 0;
BEGIN
  IF NOT pg_try_advisory_lock(hashtextextended('046_delete_rows_of_order', 0)) THEN
    RAISE EXCEPTION 'another session is running this script';
  END IF;
  IF EXISTS (SELECT FROM "odd schema"."order" WHERE "My Column" IS NULL OR "naïve" IS NULL) THEN
    RAISE EXCEPTION 'there are rows whose key is NULL: they would be passed over'
      USING HINT = 'Choose a key that every row has.';
  END IF;
  -- The last key of an earlier run, if there was one
  SELECT "My Column", "naïve" INTO to_1, to_2
  FROM "odd schema"._undo_046_order
  ORDER BY "My Column" DESC, "naïve" DESC
  LIMIT 1;
  LOOP
    IF _backfill.to_1 IS NULL THEN
      SELECT "My Column", "naïve" INTO from_1, from_2
      FROM "odd schema"."order"
      ORDER BY "My Column", "naïve"
      LIMIT 1;
    ELSE
      SELECT "My Column", "naïve" INTO from_1, from_2
      FROM "odd schema"."order"
      WHERE ("My Column", "naïve") > (_backfill.to_1, _backfill.to_2)
      ORDER BY "My Column", "naïve"
      LIMIT 1;
    END IF;
    EXIT WHEN NOT FOUND;

    -- The last key of this batch
    SELECT "My Column", "naïve" INTO to_1, to_2
    FROM (
      SELECT "My Column", "naïve"
      FROM "odd schema"."order"
      WHERE ("My Column", "naïve") >= (_backfill.from_1, _backfill.from_2)
      ORDER BY "My Column", "naïve"
      LIMIT 5000
    ) AS _batch
    ORDER BY "My Column" DESC, "naïve" DESC
    LIMIT 1;

    INSERT INTO "odd schema"._undo_046_order
    SELECT *
    FROM "odd schema"."order"
    WHERE ("order"."My Column", "order"."naïve") >= (_backfill.from_1, _backfill.from_2)
      AND ("order"."My Column", "order"."naïve") <= (_backfill.to_1, _backfill.to_2)
      AND ("a""b" <> 'it''s $$ %')
    FOR UPDATE;

    -- Once more, for rows that came to refer to these only now
    DECLARE
      _gone CONSTANT text := 'SELECT * FROM "odd schema"._undo_046_order WHERE ("My Column", "naïve") >= ($1, $2) AND ("My Column", "naïve") <= ($3, $4)';
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
          INTO _followers
          USING _backfill.from_1, _backfill.from_2, _backfill.to_1, _backfill.to_2;
        IF _followers > 0 THEN
          RAISE EXCEPTION 'rows of % that would be deleted or changed along with these, by foreign key %: %',
            _key.follower, _key.conname, _followers
            USING HINT = 'Delete or change those first, in a migration of their own, which can be rolled back.';
        END IF;
      END LOOP;
    END;

    DELETE FROM "odd schema"."order"
    USING "odd schema"._undo_046_order AS _saved
    WHERE "order"."My Column" = _saved."My Column" AND "order"."naïve" = _saved."naïve"
      AND (_saved."My Column", _saved."naïve") >= (_backfill.from_1, _backfill.from_2)
      AND (_saved."My Column", _saved."naïve") <= (_backfill.to_1, _backfill.to_2);
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      '"odd schema"."order"', _backfill.total, ROW(_backfill.to_1, _backfill.to_2);
    PERFORM pg_sleep(0.01);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('046_delete_rows_of_order', 0));
END
$migration$;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('046_delete_rows_of_order', CURRENT_TIMESTAMP);
