-- Migration 043: Validate check ck_users_age of users
-- Date: 2026-11-22
-- Command: new-migration add-check users 'age >= 0'

BEGIN;

SET LOCAL lock_timeout = '2s';

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

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE users
  VALIDATE CONSTRAINT ck_users_age;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('043_validate_check_age_of_users', CURRENT_TIMESTAMP);

COMMIT;
