-- Rollback 075: Enable row security for notes
-- Date: 2026-11-22
-- Command: new-migration enable-row-security notes --force

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE notes
  NO FORCE ROW LEVEL SECURITY,
  DISABLE ROW LEVEL SECURITY;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '075_enable_row_security_for_notes';

COMMIT;
