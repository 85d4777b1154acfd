-- Rollback 018: Rename user_name of users to full_name for good
-- Purpose: The name is more than that of an account
-- Date: 2026-11-22
-- Command: new-migration rename-column users user_name full_name --key user_id --phase contract

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '018_drop_user_name_of_users') THEN
    RAISE EXCEPTION 'migration 018_drop_user_name_of_users is not applied';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Refuse to undo what was broken off before it changed a column
DO $$
BEGIN
  IF to_regprocedure('sync_users_user_name_full_name()') IS NOT NULL THEN
    RAISE EXCEPTION 'migration % has changed no column yet', '018_drop_user_name_of_users'
      USING HINT = 'Apply it again, or give it up as its forward script says.';
  END IF;
END
$$;

-- While rows are copied, full_name stays the column that the application knows
DO $migration$
BEGIN
  IF to_regprocedure('_sync_018_users()') IS NULL THEN
    ALTER TABLE users
      ADD COLUMN user_name character varying(255) NULL;

    CREATE FUNCTION _sync_018_users()
      RETURNS trigger
      LANGUAGE plpgsql
    AS $$
    BEGIN
      -- In an INSERT, OLD is NULL: user_name is taken if it is given
      IF NEW.user_name IS DISTINCT FROM OLD.user_name THEN
        NEW.full_name := NEW.user_name;
      ELSE
        NEW.user_name := NEW.full_name;
      END IF;
      RETURN NEW;
    END
    $$;

    -- Triggers fire in the order of their names: this one after those that change what is written
    CREATE TRIGGER zz__sync_018_users
      BEFORE INSERT OR UPDATE ON users
      FOR EACH ROW
      EXECUTE FUNCTION _sync_018_users();
  END IF;
END
$migration$;

DO $$
#variable_conflict use_column
<<_backfill>>
DECLARE
  from_1 users.user_id%TYPE;
  to_1 users.user_id%TYPE;
  touched bigint;
  total bigint := 0;
BEGIN
  IF NOT pg_try_advisory_lock(hashtextextended('018_drop_user_name_of_users', 0)) THEN
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
    SET user_name = full_name
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
  PERFORM pg_advisory_unlock(hashtextextended('018_drop_user_name_of_users', 0));
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'idx_users_full_name'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'users'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', 'idx_users_full_name';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('_new_018_idx_users_full_name')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS _new_018_idx_users_full_name;

CREATE INDEX CONCURRENTLY _new_018_idx_users_full_name
  ON users (user_name);

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'uq_users_full_name_user_id'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'users'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', 'uq_users_full_name_user_id';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('_new_018_uq_users_full_name_user_id')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS _new_018_uq_users_full_name_user_id;

CREATE UNIQUE INDEX CONCURRENTLY _new_018_uq_users_full_name_user_id
  ON users (user_name, user_id);

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TRIGGER zz__sync_018_users ON users;

DROP FUNCTION _sync_018_users();

-- The column with all that is on it gets its old name, the copy the new one
ALTER TABLE users
  RENAME COLUMN full_name TO _between_018_user_name;

ALTER TABLE users
  RENAME COLUMN user_name TO full_name;

ALTER TABLE users
  RENAME COLUMN _between_018_user_name TO user_name;

COMMENT ON COLUMN users.full_name IS 'As on the passport';

CREATE FUNCTION sync_users_user_name_full_name()
  RETURNS trigger
  LANGUAGE plpgsql
AS $$
BEGIN
  -- In an INSERT, OLD is NULL: full_name is taken if it is given
  IF NEW.full_name IS DISTINCT FROM OLD.full_name THEN
    NEW.user_name := NEW.full_name;
  ELSE
    NEW.full_name := NEW.user_name;
  END IF;
  RETURN NEW;
END
$$;

-- Triggers fire in the order of their names: this one after those that change what is written
CREATE TRIGGER zz_sync_users_user_name_full_name
  BEFORE INSERT OR UPDATE ON users
  FOR EACH ROW
  EXECUTE FUNCTION sync_users_user_name_full_name();

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('_new_018_idx_users_full_name')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX _new_018_idx_users_full_name
  RENAME TO idx_users_full_name;

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('_new_018_uq_users_full_name_user_id')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX _new_018_uq_users_full_name_user_id
  RENAME TO uq_users_full_name_user_id;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '018_drop_user_name_of_users';

COMMIT;
