-- Migration 999: Drop index "odd schema"."My ""index"" of naïve $$, it's 63 bytes long: all of it is used"
-- Date: 2026-11-22
-- Command: new-migration drop-index '"odd schema"."My ""index"" of naïve $$, it'"'"'s 63 bytes long: all of it is used"'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '999_drop_my_index_of_naive_it_s_63_bytes_long_all_of_it_is_used') THEN
    RAISE EXCEPTION 'migration 999_drop_my_index_of_naive_it_s_63_bytes_long_all_of_it_is_used is applied already';
  END IF;
END
$$;

SET lock_timeout = 0;

-- A run that was broken off may have dropped it
DROP INDEX CONCURRENTLY IF EXISTS "odd schema"."My ""index"" of naïve $$, it's 63 bytes long: all of it is used";

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('999_drop_my_index_of_naive_it_s_63_bytes_long_all_of_it_is_used', CURRENT_TIMESTAMP);
