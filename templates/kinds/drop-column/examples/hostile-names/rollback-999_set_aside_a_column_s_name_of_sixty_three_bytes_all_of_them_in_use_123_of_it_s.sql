-- Rollback 999: Set "a column's name of ""sixty-three"" bytes, all of them in use: 123" of "odd schema"."it's" aside
-- Date: 2026-11-22
-- Command: new-migration drop-column '"odd schema"."it'"'"'s"' '"a column'"'"'s name of ""sixty-three"" bytes, all of them in use: 123"'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse before anything is changed
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*) FROM "odd schema"."it's" WHERE "_dropped_999_a column's name of ""sixty-three"" bytes, a_2ba34ec8" IS NULL
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of "odd schema"."it''s" that have no "_dropped_999_a column''s name of ""sixty-three"" bytes, a_2ba34ec8"', _offending
      USING HINT = 'They came while it could be NULL. Fill them first. To see them: SELECT * FROM "odd schema"."it''s" WHERE "_dropped_999_a column''s name of ""sixty-three"" bytes, a_2ba34ec8" IS NULL';
  END IF;
END
$$;

ALTER TABLE "odd schema"."it's"
  RENAME COLUMN "_dropped_999_a column's name of ""sixty-three"" bytes, a_2ba34ec8" TO "a column's name of ""sixty-three"" bytes, all of them in use: 123";

ALTER TABLE "odd schema"."it's"
  ADD CONSTRAINT "it's_a column's name of ""sixty-three"" bytes, all of th_not_null" NOT NULL "a column's name of ""sixty-three"" bytes, all of them in use: 123";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '999_set_aside_a_column_s_name_of_sixty_three_bytes_all_of_them_in_use_123_of_it_s';

COMMIT;
