-- Migration 040: Add unique (email) to users
-- Date: 2026-11-22
-- Command: new-migration add-unique users email

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '040_add_unique_email_to_users') THEN
    RAISE EXCEPTION 'migration 040_add_unique_email_to_users is applied already';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'uq_users_email'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'users'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', 'uq_users_email';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('_new_040_uq_users_email')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

-- Refuse before the build what would make it fail
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM (
      SELECT FROM users
      WHERE email IS NOT NULL
      GROUP BY email
      HAVING count(*) > 1
    ) AS _repeated
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'values of (email) that stand in several rows of users', _offending
      USING HINT = 'See them: SELECT email, count(*) FROM users WHERE email IS NOT NULL GROUP BY email HAVING count(*) > 1';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS _new_040_uq_users_email;

CREATE UNIQUE INDEX CONCURRENTLY _new_040_uq_users_email
  ON users (email);

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('_new_040_uq_users_email')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX _new_040_uq_users_email
  RENAME TO uq_users_email;

ALTER TABLE users
  ADD CONSTRAINT uq_users_email
  UNIQUE USING INDEX uq_users_email;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('040_add_unique_email_to_users', CURRENT_TIMESTAMP);

COMMIT;
