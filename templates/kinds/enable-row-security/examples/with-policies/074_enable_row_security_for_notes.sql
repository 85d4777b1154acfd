-- Migration 074: Enable row security for notes
-- Date: 2026-11-22
-- Command: new-migration enable-row-security notes 'public_notes FOR SELECT USING (is_public)' 'own_notes USING (owner = current_user)'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse what is enabled already: the rollback would disable it
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE oid = 'notes'::regclass
      AND relrowsecurity
  ) THEN
    RAISE EXCEPTION 'row security of % is enabled already', 'notes'
      USING HINT = 'new-migration create-policy adds a policy.';
  END IF;
END
$$;

CREATE POLICY public_notes ON notes
  FOR SELECT
  USING (is_public);

CREATE POLICY own_notes ON notes
  USING (owner = CURRENT_USER);

ALTER TABLE notes
  ENABLE ROW LEVEL SECURITY;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('074_enable_row_security_for_notes', CURRENT_TIMESTAMP);

COMMIT;
