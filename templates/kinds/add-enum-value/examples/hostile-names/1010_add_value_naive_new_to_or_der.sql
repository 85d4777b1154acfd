-- Migration 1010: Add naïve, ' new to "odd schema"."or""der"
-- Date: 2026-11-22
-- Command: new-migration add-enum-value '"odd schema"."or""der"' "'naïve, '' new'" --before 'it'"'"'s, a\b'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TYPE "odd schema"."or""der"
  ADD VALUE 'naïve, '' new' BEFORE E'it''s, a\\b';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1010_add_value_naive_new_to_or_der', CURRENT_TIMESTAMP);

COMMIT;
