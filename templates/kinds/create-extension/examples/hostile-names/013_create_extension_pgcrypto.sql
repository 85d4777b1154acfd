-- Migration 013: Create extension pgcrypto
-- Date: 2026-11-22
-- Command: new-migration create-extension '"pgcrypto"' --with-schema '"odd ""schema"""' --extension-version 1.3 --comment 'it'"'"'s for \ and $$'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE EXTENSION pgcrypto
  SCHEMA "odd ""schema"""
  VERSION '1.3';

COMMENT ON EXTENSION pgcrypto IS E'it''s for \\ and $$';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('013_create_extension_pgcrypto', CURRENT_TIMESTAMP);

COMMIT;
