-- Migration 033: Insert 1 row into "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration insert-rows '"odd schema"."order"' '"a""b", "My Column", naïve, twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz' ''"'"'it'"'"''"'"'s $$ %'"'"', E'"'"'back\\slash'"'"', '"'"'ü'"'"', 1' --key '"a""b", "My Column"'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse what is there already: the rollback would delete it
DO $migration$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM "odd schema"."order"
    WHERE ("a""b", "My Column") IN (('it''s $$ %', E'back\\slash'))
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of "odd schema"."order" that have a key that is to be inserted', _offending
      USING HINT = 'Leave them out of this migration.';
  END IF;
END
$migration$;

INSERT INTO "odd schema"."order" ("a""b", "My Column", "naïve", twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz)
VALUES
  ('it''s $$ %', E'back\\slash', 'ü', 1);

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('033_insert_rows_into_order', CURRENT_TIMESTAMP);

COMMIT;
