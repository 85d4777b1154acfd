-- Rollback 074: Enable row security for notes
-- Date: 2026-11-22
-- Command: new-migration enable-row-security notes 'public_notes FOR SELECT USING (is_public)' 'own_notes USING (owner = current_user)'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE notes
  DISABLE ROW LEVEL SECURITY;

DROP POLICY own_notes ON notes;

DROP POLICY public_notes ON notes;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '074_enable_row_security_for_notes';

COMMIT;
