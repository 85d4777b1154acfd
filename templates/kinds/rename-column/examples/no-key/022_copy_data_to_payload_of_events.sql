-- Migration 022: Copy data to payload of events
-- Date: 2026-11-22
-- Command: new-migration rename-column events data payload --key none

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '022_copy_data_to_payload_of_events') THEN
    RAISE EXCEPTION 'migration 022_copy_data_to_payload_of_events is applied already';
  END IF;
END
$$;

SET lock_timeout = '2s';

DO $$
#variable_conflict use_column
<<_backfill>>
DECLARE
  page bigint;
  pages bigint;
  pass int := 0;
  touched bigint;
  unchanged bigint;
  in_pass bigint;
BEGIN
  LOOP
    pass := _backfill.pass + 1;
    page := 0;
    in_pass := 0;
    -- A partitioned table has no pages of its own: the longest partition says how far to go
    SELECT max(pg_relation_size(relation)) / current_setting('block_size')::bigint INTO pages
    FROM (
      SELECT 'events'::regclass
      UNION ALL
      SELECT relid FROM pg_partition_tree('events')
      UNION ALL
      SELECT inhrelid FROM pg_inherits WHERE inhparent = 'events'::regclass
    ) AS _relations (relation);
    WHILE _backfill.page <= _backfill.pages LOOP
      WITH _changed AS (
        UPDATE events
        SET payload = data
        WHERE ctid >= format('(%s,0)', _backfill.page)::tid
          AND ctid < format('(%s,0)', _backfill.page + 100)::tid
          AND (ROW(payload)::record *<> ROW(data)::record)
        RETURNING (ROW(payload)::record *<> ROW(data)::record) AS _still
      )
      SELECT count(*), count(*) FILTER (WHERE _still) INTO touched, unchanged
      FROM _changed;
      IF _backfill.unchanged > 0 THEN
        RAISE EXCEPTION 'the condition still holds for rows that are done'
          USING HINT = 'Without a key it must no longer hold for a row that is done.';
      END IF;
      in_pass := _backfill.in_pass + _backfill.touched;
      page := _backfill.page + 100;
      COMMIT;
      PERFORM pg_sleep(0.01);
    END LOOP;
    RAISE NOTICE '%: rows in pass %: %', 'events', _backfill.pass, _backfill.in_pass;
    EXIT WHEN _backfill.in_pass = 0;
  END LOOP;
  IF EXISTS (SELECT FROM events WHERE ROW(payload)::record *<> ROW(data)::record) THEN
    RAISE EXCEPTION 'rows are left that were not reached'
      USING HINT = 'Run this file again.';
  END IF;
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('022_copy_data_to_payload_of_events', CURRENT_TIMESTAMP);
