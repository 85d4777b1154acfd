-- Rollback 040: Add unique (email) to users
-- Date: 2026-11-22
-- Command: new-migration add-unique users email --deferrable 'initially immediate' --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  DROP CONSTRAINT uq_users_email;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '040_add_unique_email_to_users';

COMMIT;
