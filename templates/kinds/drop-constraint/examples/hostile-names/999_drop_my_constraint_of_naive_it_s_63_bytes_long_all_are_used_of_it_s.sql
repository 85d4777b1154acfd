-- Migration 999: Drop "My ""constraint"" of naïve $$, it's 63 bytes long: all are used." of "odd schema"."it's"
-- Date: 2026-11-22
-- Command: new-migration drop-constraint '"odd schema"."it'"'"'s"' '"My ""constraint"" of naïve $$, it'"'"'s 63 bytes long: all are used."'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '999_drop_my_constraint_of_naive_it_s_63_bytes_long_all_are_used_of_it_s') THEN
    RAISE EXCEPTION 'migration 999_drop_my_constraint_of_naive_it_s_63_bytes_long_all_are_used_of_it_s is applied already';
  END IF;
END
$$;

-- What is dropped here in a moment takes its rollback longer: that is why neither runs in one transaction

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "odd schema"."it's"
  DROP CONSTRAINT "My ""constraint"" of naïve $$, it's 63 bytes long: all are used.";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('999_drop_my_constraint_of_naive_it_s_63_bytes_long_all_are_used_of_it_s', CURRENT_TIMESTAMP);

COMMIT;
