-- Migration 999: Set the default of "a""b" of "odd schema"."it's"
-- Date: 2026-11-22
-- Command: new-migration set-default '"odd schema"."it'"'"'s"' '"a""b"' 'E'"'"'\\'"'"' || '"'"'/* $$ */ "naïve"'"'"''

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "odd schema"."it's"
  ALTER COLUMN "a""b" SET DEFAULT E'\\' || '/* $$ */ "naïve"';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('999_set_default_of_a_b_of_it_s', CURRENT_TIMESTAMP);

COMMIT;
