-- Migration 052: Copy price to new_price of prices
-- Purpose: Prices are whole
-- Date: 2026-11-22
-- Command: new-migration change-type prices price integer

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '052_copy_price_to_new_price_of_prices') THEN
    RAISE EXCEPTION 'migration 052_copy_price_to_new_price_of_prices is applied already';
  END IF;
END
$$;

SET lock_timeout = '2s';

DO $$
DECLARE
  _value numeric(10,2);
  _fits boolean;
  _misfits bigint := 0;
  _examples text[];
BEGIN
  FOR _value IN
    SELECT prices.price
    FROM prices
  LOOP
    BEGIN
      _fits := NOT (ROW(_value)::record *<> ROW(_value::integer::numeric(10,2))::record);
    EXCEPTION
      WHEN data_exception OR integrity_constraint_violation THEN
        _fits := false;
    END;
    IF NOT _fits THEN
      _misfits := _misfits + 1;
      IF _misfits <= 5 THEN
        _examples := _examples || left(_value::text, 60);
      END IF;
    END IF;
  END LOOP;
  IF _misfits > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of prices with a value in price that does not fit into integer', _misfits
      USING DETAIL = 'The first of them: ' || array_to_string(_examples, ', '),
            HINT = 'Write to price what it is to be.';
  END IF;
END
$$;

-- An UPDATE that changes nothing: the trigger fills new_price
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
      SELECT 'prices'::regclass
      UNION ALL
      SELECT relid FROM pg_partition_tree('prices')
      UNION ALL
      SELECT inhrelid FROM pg_inherits WHERE inhparent = 'prices'::regclass
    ) AS _relations (relation);
    WHILE _backfill.page <= _backfill.pages LOOP
      WITH _changed AS (
        UPDATE prices
        SET price = price
        WHERE ctid >= format('(%s,0)', _backfill.page)::tid
          AND ctid < format('(%s,0)', _backfill.page + 100)::tid
          AND (new_price IS NULL AND price IS NOT NULL)
        RETURNING (new_price IS NULL AND price IS NOT NULL) AS _still
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
    RAISE NOTICE '%: rows in pass %: %', 'prices', _backfill.pass, _backfill.in_pass;
    EXIT WHEN _backfill.in_pass = 0;
  END LOOP;
  IF EXISTS (SELECT FROM prices WHERE new_price IS NULL AND price IS NOT NULL) THEN
    RAISE EXCEPTION 'rows are left that were not reached'
      USING HINT = 'Run this file again.';
  END IF;
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('052_copy_price_to_new_price_of_prices', CURRENT_TIMESTAMP);
