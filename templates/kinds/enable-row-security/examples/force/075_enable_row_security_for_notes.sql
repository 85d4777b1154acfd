-- Migration 075: Enable row security for notes
-- Date: 2026-11-22
-- Command: new-migration enable-row-security notes --force

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse what is enabled already: the rollback would disable it
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE oid = 'notes'::regclass
      AND (relrowsecurity OR relforcerowsecurity)
  ) THEN
    RAISE EXCEPTION 'row security of % is enabled or forced already', 'notes'
      USING HINT = 'new-migration create-policy adds a policy.';
  END IF;
END
$$;

ALTER TABLE notes
  ENABLE ROW LEVEL SECURITY,
  FORCE ROW LEVEL SECURITY;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('075_enable_row_security_for_notes', CURRENT_TIMESTAMP);

COMMIT;
