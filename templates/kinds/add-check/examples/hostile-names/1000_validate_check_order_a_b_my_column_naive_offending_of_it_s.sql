-- Migration 1000: Validate check "ck_it's_order_a""b_My Column_naïve__offending" of "odd schema"."it's"
-- Date: 2026-11-22
-- Command: new-migration add-check '"odd schema"."it'"'"'s"' '"order" IS DISTINCT FROM '"'"'it'"'"''"'"'s $$ 50 %'"'"' AND "a""b" ~ '"'"'^.{0,5}$'"'"' AND "My Column" > 0 AND length(naïve) < 64 AND "_offending" IS NULL'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse with their number if there are rows for which it does not hold
DO $migration$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM "odd schema"."it's"
    WHERE NOT ("order" IS DISTINCT FROM 'it''s $$ 50 %' AND "a""b" ~ '^.{0,5}$' AND "My Column" > 0 AND length(naïve) < 64 AND "_offending" IS NULL)
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of "odd schema"."it''s" that violate "ck_it''s_order_a""b_My Column_naïve__offending"', _offending
      USING HINT = 'Mend them first. See them: SELECT * FROM "odd schema"."it''s" WHERE NOT ("order" IS DISTINCT FROM ''it''''s $$ 50 %'' AND "a""b" ~ ''^.{0,5}$'' AND "My Column" > 0 AND length(naïve) < 64 AND "_offending" IS NULL)';
  END IF;
END
$migration$;

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE "odd schema"."it's"
  VALIDATE CONSTRAINT "ck_it's_order_a""b_My Column_naïve__offending";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1000_validate_check_order_a_b_my_column_naive_offending_of_it_s', CURRENT_TIMESTAMP);

COMMIT;
