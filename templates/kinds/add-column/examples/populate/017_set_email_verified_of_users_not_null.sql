-- Migration 017: Make email_verified of users NOT NULL
-- Date: 2026-11-22
-- Command: new-migration add-column users 'email_verified boolean not null default false' --index --populate "created_at < '2026-01-01'" --key user_id --batch-size 10

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '017_set_email_verified_of_users_not_null') THEN
    RAISE EXCEPTION 'migration 017_set_email_verified_of_users_not_null is applied already';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Refuse with their number if there are rows that have no value
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM users
    WHERE email_verified IS NULL
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of users that have NULL in email_verified', _offending
      USING HINT = 'Fill them first, as new-migration backfill does.';
  END IF;
END
$$;

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE users
  VALIDATE CONSTRAINT ck_users_email_verified_not_null;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- Reads no row again, because the check proves it: so that is dropped in a statement of its own
ALTER TABLE users
  ALTER COLUMN email_verified SET NOT NULL;

ALTER TABLE users
  DROP CONSTRAINT ck_users_email_verified_not_null;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('017_set_email_verified_of_users_not_null', CURRENT_TIMESTAMP);

COMMIT;
