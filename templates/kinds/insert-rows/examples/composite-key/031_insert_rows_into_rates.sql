-- Migration 031: Insert 3 rows into rates
-- Date: 2026-11-22
-- Command: new-migration insert-rows rates 'currency, valid_from, rate, note' "'EUR', '2026-01-01', 1, DEFAULT" "'USD', '2026-01-01', 1.08, 'it''s an estimate'" "'USD', '2026-07-01', round(10 / 9.0, 2), NULL" --key 'currency, valid_from'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse what is there already: the rollback would delete it
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM rates
    WHERE (currency, valid_from) IN (('EUR', '2026-01-01'), ('USD', '2026-01-01'), ('USD', '2026-07-01'))
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of rates that have a key that is to be inserted', _offending
      USING HINT = 'Leave them out of this migration.';
  END IF;
END
$$;

INSERT INTO rates (currency, valid_from, rate, note)
VALUES
  ('EUR', '2026-01-01', 1, DEFAULT),
  ('USD', '2026-01-01', 1.08, 'it''s an estimate'),
  ('USD', '2026-07-01', round(10 / 9.0, 2), NULL);

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('031_insert_rows_into_rates', CURRENT_TIMESTAMP);

COMMIT;
