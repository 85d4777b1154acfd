-- Migration 026: Backfill status of users
-- Date: 2026-11-22
-- Command: new-migration backfill users --set "status = 'active'" --where 'status IS NULL' --undo nothing

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '026_backfill_status_of_users') THEN
    RAISE EXCEPTION 'migration 026_backfill_status_of_users is applied already';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- How far the batches have come, so that a run that was broken off goes on there
DO $$
BEGIN
  IF to_regclass('_progress_026_users') IS NULL THEN
    CREATE TABLE _progress_026_users AS
    SELECT id
    FROM users
    WITH NO DATA;

    COMMENT ON TABLE _progress_026_users IS 'How far migration 026_backfill_status_of_users has come';
  ELSIF obj_description(to_regclass('_progress_026_users')) IS DISTINCT FROM 'How far migration 026_backfill_status_of_users has come' THEN
    RAISE EXCEPTION 'table % is not of this script', '_progress_026_users';
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
  IF NOT pg_try_advisory_lock(hashtextextended('026_backfill_status_of_users', 0)) THEN
    RAISE EXCEPTION 'another session is running this script';
  END IF;
  IF EXISTS (SELECT FROM users WHERE id IS NULL) THEN
    RAISE EXCEPTION 'there are rows whose key is NULL: they would be passed over'
      USING HINT = 'Choose a key that every row has.';
  END IF;
  -- The last key of an earlier run, if there was one
  SELECT id INTO to_1
  FROM _progress_026_users
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
      LIMIT 5000
    ) AS _batch
    ORDER BY id DESC
    LIMIT 1;

    UPDATE users
    SET status = 'active'
    WHERE (users.id) >= (_backfill.from_1)
      AND (users.id) <= (_backfill.to_1)
      AND (status IS NULL);
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    DELETE FROM _progress_026_users;
    INSERT INTO _progress_026_users VALUES (_backfill.to_1);
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      'users', _backfill.total, ROW(_backfill.to_1);
    PERFORM pg_sleep(0.01);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('026_backfill_status_of_users', 0));
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TABLE _progress_026_users;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('026_backfill_status_of_users', CURRENT_TIMESTAMP);

COMMIT;
