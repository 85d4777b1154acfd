-- Migration 1001: Index "My Schema"."order" ("select", "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä")
-- Date: 2026-11-22
-- Command: new-migration rename-column '"My Schema"."order"' '"a""b"' 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --key '"select", "My Column"' --index '"select", ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --unique 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1001_index_select_and_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_of_order') THEN
    RAISE EXCEPTION 'migration 1001_index_select_and_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_of_order is applied already';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'idx_order_select_ein_sehr_langer_name_der_genau_dreiun_08862698'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = '"My Schema"."order"'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', '"My Schema".idx_order_select_ein_sehr_langer_name_der_genau_dreiun_08862698';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('"My Schema"._new_1001_idx_order_select_ein_sehr_langer_name_der_ge_086997cb')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS "My Schema"._new_1001_idx_order_select_ein_sehr_langer_name_der_ge_086997cb;

CREATE INDEX CONCURRENTLY _new_1001_idx_order_select_ein_sehr_langer_name_der_ge_086997cb
  ON "My Schema"."order" ("select", "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä");

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('"My Schema"._new_1001_idx_order_select_ein_sehr_langer_name_der_ge_086997cb')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX "My Schema"._new_1001_idx_order_select_ein_sehr_langer_name_der_ge_086997cb
  RENAME TO idx_order_select_ein_sehr_langer_name_der_genau_dreiun_08862698;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1001_index_select_and_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_of_order', CURRENT_TIMESTAMP);

COMMIT;
