-- Migration 024: Backfill level of log
-- Date: 2026-11-22
-- Command: new-migration backfill log --set "level = 'info'" --where 'level IS NULL' --key none --undo-set 'level = NULL' --undo-where "level = 'info'"

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '024_backfill_level_of_log') THEN
    RAISE EXCEPTION 'migration 024_backfill_level_of_log is applied already';
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
  in_pass bigint;
BEGIN
  LOOP
    pass := _backfill.pass + 1;
    page := 0;
    in_pass := 0;
    pages := pg_relation_size('log') / current_setting('block_size')::bigint;
    WHILE _backfill.page <= _backfill.pages LOOP
      UPDATE log
      SET level = 'info'
      WHERE ctid >= format('(%s,0)', _backfill.page)::tid
        AND ctid < format('(%s,0)', _backfill.page + 100)::tid
        AND (level IS NULL);
      GET DIAGNOSTICS touched = ROW_COUNT;
      in_pass := _backfill.in_pass + _backfill.touched;
      page := _backfill.page + 100;
      COMMIT;
      PERFORM pg_sleep(0.01);
    END LOOP;
    RAISE NOTICE '%: % rows in pass %', 'log', _backfill.in_pass, _backfill.pass;
    EXIT WHEN _backfill.in_pass = 0;
    IF _backfill.pass = 20 THEN
      RAISE EXCEPTION 'rows are still found after 20 passes'
        USING HINT = 'The condition must no longer hold for a row that is done.';
    END IF;
  END LOOP;
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('024_backfill_level_of_log', CURRENT_TIMESTAMP);
