-- Migration 015: Populate email_verified of users
-- Date: 2026-11-22
-- Command: new-migration add-column users 'email_verified boolean not null default false' --index --populate "created_at < '2026-01-01'" --key user_id --batch-size 10

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '015_populate_email_verified_of_users') THEN
    RAISE EXCEPTION 'migration 015_populate_email_verified_of_users is applied already';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- How far the batches have come, so that a run that was broken off goes on there
DO $$
BEGIN
  IF to_regclass('_progress_015_users') IS NULL THEN
    CREATE TABLE _progress_015_users AS
    SELECT user_id
    FROM users
    WITH NO DATA;

    COMMENT ON TABLE _progress_015_users IS 'How far migration 015_populate_email_verified_of_users has come';
  ELSIF obj_description(to_regclass('_progress_015_users')) IS DISTINCT FROM 'How far migration 015_populate_email_verified_of_users has come' THEN
    RAISE EXCEPTION 'table % is not of this script', '_progress_015_users';
  END IF;
END
$$;

-- Rows that have a value keep it
DO $$
#variable_conflict use_column
<<_backfill>>
DECLARE
  from_1 users.user_id%TYPE;
  to_1 users.user_id%TYPE;
  touched bigint;
  total bigint := 0;
BEGIN
  IF NOT pg_try_advisory_lock(hashtextextended('015_populate_email_verified_of_users', 0)) THEN
    RAISE EXCEPTION 'another session is running this script';
  END IF;
  IF EXISTS (SELECT FROM users WHERE user_id IS NULL) THEN
    RAISE EXCEPTION 'there are rows whose key is NULL: they would be passed over'
      USING HINT = 'Choose a key that every row has.';
  END IF;
  -- The last key of an earlier run, if there was one
  SELECT user_id INTO to_1
  FROM _progress_015_users
  ORDER BY user_id DESC
  LIMIT 1;
  LOOP
    IF _backfill.to_1 IS NULL THEN
      SELECT user_id INTO from_1
      FROM users
      ORDER BY user_id
      LIMIT 1;
    ELSE
      SELECT user_id INTO from_1
      FROM users
      WHERE (user_id) > (_backfill.to_1)
      ORDER BY user_id
      LIMIT 1;
    END IF;
    EXIT WHEN NOT FOUND;

    -- The last key of this batch
    SELECT user_id INTO to_1
    FROM (
      SELECT user_id
      FROM users
      WHERE (user_id) >= (_backfill.from_1)
      ORDER BY user_id
      LIMIT 10
    ) AS _batch
    ORDER BY user_id DESC
    LIMIT 1;

    UPDATE users
    SET email_verified = created_at < '2026-01-01'
    WHERE (users.user_id) >= (_backfill.from_1)
      AND (users.user_id) <= (_backfill.to_1)
      AND (email_verified IS NULL);
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    DELETE FROM _progress_015_users;
    INSERT INTO _progress_015_users VALUES (_backfill.to_1);
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      'users', _backfill.total, ROW(_backfill.to_1);
    PERFORM pg_sleep(0.01);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('015_populate_email_verified_of_users', 0));
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TABLE _progress_015_users;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('015_populate_email_verified_of_users', CURRENT_TIMESTAMP);

COMMIT;
