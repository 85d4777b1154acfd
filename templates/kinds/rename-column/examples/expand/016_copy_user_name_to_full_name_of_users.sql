-- Migration 016: Copy user_name to full_name of users
-- Purpose: The name is more than that of an account
-- Date: 2026-11-22
-- Command: new-migration rename-column users user_name full_name --key user_id

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '016_copy_user_name_to_full_name_of_users') THEN
    RAISE EXCEPTION 'migration 016_copy_user_name_to_full_name_of_users is applied already';
  END IF;
END
$$;

SET lock_timeout = '2s';

DO $$
#variable_conflict use_column
<<_backfill>>
DECLARE
  from_1 users.user_id%TYPE;
  to_1 users.user_id%TYPE;
  touched bigint;
  total bigint := 0;
BEGIN
  IF NOT pg_try_advisory_lock(hashtextextended('016_copy_user_name_to_full_name_of_users', 0)) THEN
    RAISE EXCEPTION 'another session is running this script';
  END IF;
  IF EXISTS (SELECT FROM users WHERE user_id IS NULL) THEN
    RAISE EXCEPTION 'there are rows whose key is NULL: they would be passed over'
      USING HINT = 'Choose a key that every row has.';
  END IF;
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
      LIMIT 5000
    ) AS _batch
    ORDER BY user_id DESC
    LIMIT 1;

    UPDATE users
    SET full_name = user_name
    WHERE (users.user_id) >= (_backfill.from_1)
      AND (users.user_id) <= (_backfill.to_1)
      AND (full_name IS DISTINCT FROM user_name);
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      'users', _backfill.total, ROW(_backfill.to_1);
    PERFORM pg_sleep(0.01);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('016_copy_user_name_to_full_name_of_users', 0));
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('016_copy_user_name_to_full_name_of_users', CURRENT_TIMESTAMP);
