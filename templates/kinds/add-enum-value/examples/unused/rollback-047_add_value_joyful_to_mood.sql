-- Rollback 047: Add joyful to mood
-- Date: 2026-11-22
-- Command: new-migration add-enum-value mood joyful

BEGIN;

SET LOCAL lock_timeout = '2s';

-- PostgreSQL cannot drop a label: the columns get a type that is made anew without it
ALTER TYPE mood
  RENAME TO _old_047_mood;

CREATE TYPE mood AS ENUM (
  'sad',
  'happy'
);

DROP TYPE _old_047_mood;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '047_add_value_joyful_to_mood';

COMMIT;
