-- Migration 040: Delete rows of sessions
-- Date: 2026-11-22
-- Command: new-migration delete-rows sessions --where 'expires_at < now()' --batch-size 7

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '040_delete_rows_of_sessions') THEN
    RAISE EXCEPTION 'migration 040_delete_rows_of_sessions is applied already';
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
    WHERE inhparent = 'sessions'::regclass
      AND relkind <> 'p'
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'tables that inherit from sessions, whose rows would be deleted too', _offending
      USING HINT = 'Delete table by table, with the kind sql and DELETE FROM ONLY.';
  END IF;
END
$$;

-- Refuse while foreign keys would delete or change other rows along with these
DO $$
DECLARE
  _gone CONSTANT text := 'SELECT * FROM sessions WHERE expires_at < now()';
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
    WHERE confrelid = 'sessions'::regclass
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
  IF to_regclass('_undo_040_sessions') IS NULL THEN
    CREATE TABLE _undo_040_sessions AS
    SELECT *
    FROM sessions
    WITH NO DATA;

    ALTER TABLE _undo_040_sessions
      ADD CONSTRAINT pk__undo_040_sessions PRIMARY KEY (id);

    COMMENT ON TABLE _undo_040_sessions IS 'Rows changed by migration 040_delete_rows_of_sessions';
  ELSIF obj_description(to_regclass('_undo_040_sessions')) IS DISTINCT FROM 'Rows changed by migration 040_delete_rows_of_sessions' THEN
    RAISE EXCEPTION 'table % is not of this script', '_undo_040_sessions';
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
    WHERE pg_class.oid = '_undo_040_sessions'::regclass
      AND grantee <> relowner
  LOOP
    EXECUTE format('REVOKE ALL ON TABLE %s FROM %s', '_undo_040_sessions', _grantee.name);
  END LOOP;
END
$$;

DO $$
#variable_conflict use_column
<<_backfill>>
DECLARE
  from_1 sessions.id%TYPE;
  to_1 sessions.id%TYPE;
  touched bigint;
  total bigint := 0;
BEGIN
  IF NOT pg_try_advisory_lock(hashtextextended('040_delete_rows_of_sessions', 0)) THEN
    RAISE EXCEPTION 'another session is running this script';
  END IF;
  IF EXISTS (SELECT FROM sessions WHERE id IS NULL) THEN
    RAISE EXCEPTION 'there are rows whose key is NULL: they would be passed over'
      USING HINT = 'Choose a key that every row has.';
  END IF;
  -- The last key of an earlier run, if there was one
  SELECT id INTO to_1
  FROM _undo_040_sessions
  ORDER BY id DESC
  LIMIT 1;
  LOOP
    IF _backfill.to_1 IS NULL THEN
      SELECT id INTO from_1
      FROM sessions
      ORDER BY id
      LIMIT 1;
    ELSE
      SELECT id INTO from_1
      FROM sessions
      WHERE (id) > (_backfill.to_1)
      ORDER BY id
      LIMIT 1;
    END IF;
    EXIT WHEN NOT FOUND;

    -- The last key of this batch
    SELECT id INTO to_1
    FROM (
      SELECT id
      FROM sessions
      WHERE (id) >= (_backfill.from_1)
      ORDER BY id
      LIMIT 7
    ) AS _batch
    ORDER BY id DESC
    LIMIT 1;

    INSERT INTO _undo_040_sessions
    SELECT *
    FROM sessions
    WHERE (sessions.id) >= (_backfill.from_1)
      AND (sessions.id) <= (_backfill.to_1)
      AND (expires_at < now())
    FOR UPDATE;

    -- Once more, for rows that came to refer to these only now
    DECLARE
      _gone CONSTANT text := 'SELECT * FROM _undo_040_sessions WHERE (id) >= ($1) AND (id) <= ($2)';
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
        WHERE confrelid = 'sessions'::regclass
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
          USING _backfill.from_1, _backfill.to_1;
        IF _followers > 0 THEN
          RAISE EXCEPTION 'rows of % that would be deleted or changed along with these, by foreign key %: %',
            _key.follower, _key.conname, _followers
            USING HINT = 'Delete or change those first, in a migration of their own, which can be rolled back.';
        END IF;
      END LOOP;
    END;

    DELETE FROM sessions
    USING _undo_040_sessions AS _saved
    WHERE sessions.id = _saved.id
      AND (_saved.id) >= (_backfill.from_1)
      AND (_saved.id) <= (_backfill.to_1);
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      'sessions', _backfill.total, ROW(_backfill.to_1);
    PERFORM pg_sleep(0.01);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('040_delete_rows_of_sessions', 0));
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('040_delete_rows_of_sessions', CURRENT_TIMESTAMP);
