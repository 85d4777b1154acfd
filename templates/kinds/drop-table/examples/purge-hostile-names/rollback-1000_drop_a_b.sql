-- Rollback 1000: Drop "a""b" for good
-- Date: 2026-11-22
-- Command: new-migration drop-table '"a""b"' --phase purge

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Data lost: the rows of "a""b"
CREATE SCHEMA "_dropped_999_a""b";

COMMENT ON SCHEMA "_dropped_999_a""b" IS 'Set aside by migration 999_set_aside_a_b';

GRANT USAGE ON SCHEMA "_dropped_999_a""b" TO PUBLIC;

CREATE SEQUENCE "_dropped_999_a""b"."a""b_select_seq"
  AS integer;

CREATE TABLE "_dropped_999_a""b"."a""b" (
  "select" integer DEFAULT nextval('"_dropped_999_a""b"."a""b_select_seq"'::regclass) NOT NULL,
  "naïve" text
);

ALTER SEQUENCE "_dropped_999_a""b"."a""b_select_seq"
  OWNED BY "_dropped_999_a""b"."a""b"."select";

ALTER TABLE "_dropped_999_a""b"."a""b"
  ADD CONSTRAINT "a""b_pkey" PRIMARY KEY ("select");

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1000_drop_a_b';

COMMIT;
