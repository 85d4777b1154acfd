-- Migration 032: Set email of users NOT NULL
-- Purpose: Each user has an address by now
-- Date: 2026-11-22
-- Command: new-migration set-not-null users email

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '032_set_email_of_users_not_null') THEN
    RAISE EXCEPTION 'migration 032_set_email_of_users_not_null is applied already';
  END IF;
END
$$;

SET lock_timeout = '2s';

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
  VALIDATE CONSTRAINT ck_users_email_not_null;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- The check that holds for all rows spares the scan; in one statement it would be gone before
ALTER TABLE users
  ALTER COLUMN email SET NOT NULL;

ALTER TABLE users
  DROP CONSTRAINT ck_users_email_not_null;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('032_set_email_of_users_not_null', CURRENT_TIMESTAMP);

COMMIT;
