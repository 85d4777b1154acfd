-- Migration 032: Insert 1 row into plans
-- Date: 2026-11-22
-- Command: new-migration insert-rows plans 'plan_id, name' "1, 'free'" --override

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse what is there already: the rollback would delete it
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM plans
    WHERE plan_id IN (1)
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of plans that have a key that is to be inserted', _offending
      USING HINT = 'Leave them out of this migration.';
  END IF;
END
$$;

INSERT INTO plans (plan_id, name)
OVERRIDING SYSTEM VALUE
VALUES
  (1, 'free');

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('032_insert_rows_into_plans', CURRENT_TIMESTAMP);

COMMIT;
