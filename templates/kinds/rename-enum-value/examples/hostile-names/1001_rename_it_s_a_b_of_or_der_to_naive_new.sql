-- Migration 1001: Rename it's, a\b of "odd schema"."or""der" to naïve, ' new
-- Date: 2026-11-22
-- Command: new-migration rename-enum-value '"odd schema"."or""der"' 'it'"'"'s, a\b' "'naïve, '' new'"

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TYPE "odd schema"."or""der"
  RENAME VALUE E'it''s, a\\b' TO 'naïve, '' new';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1001_rename_it_s_a_b_of_or_der_to_naive_new', CURRENT_TIMESTAMP);

COMMIT;
