-- Migration 1008: Replace function "odd schema"."a function whose name has sixty-three bytes, all of them in use"("odd schema"."My Type", timestamp with time zone[])
-- Date: 2026-11-22
-- Command: new-migration replace-function 'CREATE FUNCTION "odd schema"."a function whose name has sixty-three bytes, all of them in use"("select" "odd schema"."My Type", "naïve" timestamptz[]) RETURNS text LANGUAGE sql AS $other$ SELECT '"'"'$$ \ "naïve" $migration$'"'"' $other$'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE OR REPLACE FUNCTION "odd schema"."a function whose name has sixty-three bytes, all of them in use"("select" "odd schema"."My Type", "naïve" timestamptz[]) RETURNS text
  LANGUAGE sql
  AS $other$ SELECT '$$ \ "naïve" $migration$' $other$;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1008_replace_function_a_function_whose_name_has_sixty_three_bytes_all_of_them_in_use', CURRENT_TIMESTAMP);

COMMIT;
