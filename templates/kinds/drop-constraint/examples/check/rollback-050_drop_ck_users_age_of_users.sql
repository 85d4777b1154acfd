-- Rollback 050: Drop ck_users_age of users
-- Date: 2026-11-22
-- Command: new-migration drop-constraint users ck_users_age

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '050_drop_ck_users_age_of_users') THEN
    RAISE EXCEPTION 'migration 050_drop_ck_users_age_of_users is not applied';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Refuse with their number if there are rows for which it does not hold
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM users
    WHERE NOT (age >= 0)
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of users that violate ck_users_age', _offending
      USING HINT = 'Mend them first. See them: SELECT * FROM users WHERE NOT (age >= 0)';
  END IF;
END
$$;

-- Holds for new rows at once; a run that was broken off may have come as far
DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('users')
      AND conname = 'ck_users_age'
  ) THEN
    ALTER TABLE users
      ADD CONSTRAINT ck_users_age
      CHECK (age >= 0)
      NOT VALID;
  END IF;
END
$$;

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE users
  VALIDATE CONSTRAINT ck_users_age;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON CONSTRAINT ck_users_age ON users IS 'Nobody is born in the future';

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '050_drop_ck_users_age_of_users';

COMMIT;
