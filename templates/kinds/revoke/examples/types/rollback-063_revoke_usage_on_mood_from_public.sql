-- Rollback 063: Revoke USAGE ON TYPE mood from PUBLIC
-- Date: 2026-11-22
-- Command: new-migration revoke 'USAGE ON TYPE mood FROM PUBLIC'

BEGIN;

SET LOCAL lock_timeout = '2s';

GRANT USAGE
  ON TYPE mood
  TO PUBLIC;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '063_revoke_usage_on_mood_from_public';

COMMIT;
