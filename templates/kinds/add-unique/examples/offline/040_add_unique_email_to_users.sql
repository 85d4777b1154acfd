-- Migration 040: Add unique (email) to users
-- Date: 2026-11-22
-- Command: new-migration add-unique users email --deferrable 'initially immediate' --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  ADD CONSTRAINT uq_users_email
  UNIQUE (email)
  DEFERRABLE INITIALLY IMMEDIATE;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('040_add_unique_email_to_users', CURRENT_TIMESTAMP);

COMMIT;
