-- Rollback 025: Backfill status of users
-- Date: 2026-11-22
-- Command: new-migration backfill users --set "status = 'active'" --where 'status IS NULL' --batch-size 10 --undo-set 'status = NULL' --undo-where "status = 'active'"

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '025_backfill_status_of_users') THEN
    RAISE EXCEPTION 'migration 025_backfill_status_of_users is not applied';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Refuse to undo half of it: the UPDATE would also change rows that were not reached
DO $$
BEGIN
  IF obj_description(to_regclass('_progress_025_users')) = 'How far migration 025_backfill_status_of_users has come' THEN
    RAISE EXCEPTION 'the forward script has not come to its end'
      USING HINT = 'Take its row out of schema_migrations and run it again: it goes on where it stopped.';
  END IF;
END
$$;

-- How far the batches have come, so that a run that was broken off goes on there
DO $$
BEGIN
  IF to_regclass('_progress_025_users') IS NULL THEN
    CREATE TABLE _progress_025_users AS
    SELECT id
    FROM users
    WITH NO DATA;

    COMMENT ON TABLE _progress_025_users IS 'How far the rollback of migration 025_backfill_status_of_users has come';
  ELSIF obj_description(to_regclass('_progress_025_users')) IS DISTINCT FROM 'How far the rollback of migration 025_backfill_status_of_users has come' THEN
    RAISE EXCEPTION 'table % is not of this script', '_progress_025_users';
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
  IF NOT pg_try_advisory_lock(hashtextextended('025_backfill_status_of_users', 0)) THEN
    RAISE EXCEPTION 'another session is running this script';
  END IF;
  IF EXISTS (SELECT FROM users WHERE id IS NULL) THEN
    RAISE EXCEPTION 'there are rows whose key is NULL: they would be passed over'
      USING HINT = 'Choose a key that every row has.';
  END IF;
  -- The last key of an earlier run, if there was one
  SELECT id INTO to_1
  FROM _progress_025_users
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
      LIMIT 10
    ) AS _batch
    ORDER BY id DESC
    LIMIT 1;

    UPDATE users
    SET status = NULL
    WHERE (users.id) >= (_backfill.from_1)
      AND (users.id) <= (_backfill.to_1)
      AND (status = 'active');
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    DELETE FROM _progress_025_users;
    INSERT INTO _progress_025_users VALUES (_backfill.to_1);
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      'users', _backfill.total, ROW(_backfill.to_1);
    PERFORM pg_sleep(0.01);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('025_backfill_status_of_users', 0));
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TABLE _progress_025_users;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '025_backfill_status_of_users';

COMMIT;
