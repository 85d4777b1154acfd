-- Rollback 1002: Create function "odd schema"."a function whose name has sixty-three bytes, all of them in use"("odd schema"."My Type", timestamp with time zone[])
-- Date: 2026-11-22
-- Command: new-migration create-function 'create function "odd schema"."a function whose name has sixty-three bytes, all of them in use"("select" "odd schema"."My Type", "naïve" timestamptz[] = null, out "a""b" text) language sql as $migration$ select '"'"'$$ it'"'"''"'"'s \ "naïve"'"'"' $migration$' --comment 'it'"'"'s a '"'"'test'"'"' of $$ and \ and "quotes" -- end'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP FUNCTION "odd schema"."a function whose name has sixty-three bytes, all of them in use"("odd schema"."My Type", timestamp with time zone[]);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1002_create_function_a_function_whose_name_has_sixty_three_bytes_all_of_them_in_use';

COMMIT;
