-- Rollback 076: Enable row security for notes
-- Date: 2026-11-22
-- Command: new-migration enable-row-security notes

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE notes
  DISABLE ROW LEVEL SECURITY;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '076_enable_row_security_for_notes';

COMMIT;
