-- Migration 022: Backfill name, status of users
-- Date: 2026-11-22
-- Command: new-migration backfill users --set 'name = name || '"'"'!'"'"', status = md5(random()::text)' --batch-size 7 --pause 0

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '022_backfill_name_and_status_of_users') THEN
    RAISE EXCEPTION 'migration 022_backfill_name_and_status_of_users is applied already';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- The replaced values, for the rollback; a run that was broken off goes on after the last key in it
DO $$
BEGIN
  IF to_regclass('_undo_022_users') IS NULL THEN
    CREATE TABLE _undo_022_users AS
    SELECT id, name AS old_name, name AS new_name, status AS old_status, status AS new_status
    FROM users
    WITH NO DATA;

    ALTER TABLE _undo_022_users
      ADD CONSTRAINT pk__undo_022_users PRIMARY KEY (id);

    COMMENT ON TABLE _undo_022_users IS 'Rows changed by migration 022_backfill_name_and_status_of_users';
  ELSIF obj_description(to_regclass('_undo_022_users')) IS DISTINCT FROM 'Rows changed by migration 022_backfill_name_and_status_of_users' THEN
    RAISE EXCEPTION 'table % is not of this script', '_undo_022_users';
  END IF;
END
$$;

DO $$
#variable_conflict use_column
<<_backfill>>
DECLARE
  from_1 users.id%TYPE;
  to_1 users.id%TYPE;
  touched bigint;
  total bigint := 0;
BEGIN
  IF NOT pg_try_advisory_lock(hashtextextended('022_backfill_name_and_status_of_users', 0)) THEN
    RAISE EXCEPTION 'another session is running this script';
  END IF;
  IF EXISTS (SELECT FROM users WHERE id IS NULL) THEN
    RAISE EXCEPTION 'there are rows whose key is NULL: they would be passed over'
      USING HINT = 'Choose a key that every row has.';
  END IF;
  -- The last key of an earlier run, if there was one
  SELECT id INTO to_1
  FROM _undo_022_users
  ORDER BY id DESC
  LIMIT 1;
  LOOP
    IF _backfill.to_1 IS NULL THEN
      SELECT id INTO from_1
      FROM users
      ORDER BY id
      LIMIT 1;
    ELSE
      SELECT id INTO from_1
      FROM users
      WHERE (id) > (_backfill.to_1)
      ORDER BY id
      LIMIT 1;
    END IF;
    EXIT WHEN NOT FOUND;

    -- The last key of this batch
    SELECT id INTO to_1
    FROM (
      SELECT id
      FROM users
      WHERE (id) >= (_backfill.from_1)
      ORDER BY id
      LIMIT 7
    ) AS _batch
    ORDER BY id DESC
    LIMIT 1;

    WITH _saved AS (
      INSERT INTO _undo_022_users (id, old_name, new_name, old_status, new_status)
      SELECT id, name, name || '!', status, md5(random()::text)
      FROM users
      WHERE (users.id) >= (_backfill.from_1)
      AND (users.id) <= (_backfill.to_1)
      FOR UPDATE
      RETURNING *
    )
    UPDATE users
    SET name = _saved.new_name, status = _saved.new_status
    FROM _saved
    WHERE users.id = _saved.id;
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      'users', _backfill.total, ROW(_backfill.to_1);
    PERFORM pg_sleep(0.0);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('022_backfill_name_and_status_of_users', 0));
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('022_backfill_name_and_status_of_users', CURRENT_TIMESTAMP);
