-- Rollback 065: Let email of users be NULL
-- Date: 2026-11-22
-- Command: new-migration drop-not-null users email

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse before anything is changed
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*) FROM users WHERE email IS NULL
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of users that have no email', _offending
      USING HINT = 'They came while it could be NULL. Fill them first. To see them: SELECT * FROM users WHERE email IS NULL';
  END IF;
END
$$;

ALTER TABLE users
  ALTER COLUMN email SET NOT NULL;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '065_let_email_of_users_be_null';

COMMIT;
