-- Rollback 1002: Index "My Schema"."order" ("ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä"), unique
-- Date: 2026-11-22
-- Command: new-migration rename-column '"My Schema"."order"' '"a""b"' 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --key '"select", "My Column"' --index '"select", ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --unique 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1002_index_unique_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_of_order') THEN
    RAISE EXCEPTION 'migration 1002_index_unique_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_of_order is not applied';
  END IF;
END
$$;

SET lock_timeout = 0;

-- A run that was broken off may have dropped it; to undo what was never applied is refused above
DROP INDEX CONCURRENTLY IF EXISTS "My Schema".uq_order_ein_sehr_langer_name_der_genau_dreiundsechzig_4085f0f7;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS "My Schema"._new_1002_uq_order_ein_sehr_langer_name_der_genau_drei_21fa3cb8;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1002_index_unique_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_of_order';
