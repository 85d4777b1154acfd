-- Migration 030: Insert 2 rows into roles
-- Purpose: The application knows two roles
-- Date: 2026-11-22
-- Command: new-migration insert-rows roles 'id, name' "1, 'admin'" "2, 'guest'"

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse what is there already: the rollback would delete it
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM roles
    WHERE id IN (1, 2)
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of roles that have a key that is to be inserted', _offending
      USING HINT = 'Leave them out of this migration.';
  END IF;
END
$$;

INSERT INTO roles (id, name)
VALUES
  (1, 'admin'),
  (2, 'guest');

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('030_insert_rows_into_roles', CURRENT_TIMESTAMP);

COMMIT;
