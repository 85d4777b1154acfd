-- Migration 031: Check that email of users is not NULL
-- Purpose: Each user has an address by now
-- Date: 2026-11-22
-- Command: new-migration set-not-null users email

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _names text := (
    SELECT attname
    FROM pg_attribute
    WHERE attrelid = 'users'::regclass
      AND attname = 'email'
      AND attnotnull
  );
BEGIN
  IF _names IS NOT NULL THEN
    RAISE EXCEPTION '%: %', 'columns of users that are NOT NULL already', _names
      USING HINT = 'Leave this migration out.';
  END IF;
END
$$;

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM users
    WHERE email IS NULL
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of users that have NULL in email', _offending
      USING HINT = 'Fill them first, as new-migration backfill does.';
  END IF;
END
$$;

ALTER TABLE users
  ADD CONSTRAINT ck_users_email_not_null CHECK (email IS NOT NULL) NOT VALID;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('031_check_email_of_users_is_not_null', CURRENT_TIMESTAMP);

COMMIT;
