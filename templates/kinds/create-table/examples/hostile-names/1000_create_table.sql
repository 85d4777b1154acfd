-- Migration 1000: Create "odd schema"."table"
-- Date: 2026-11-22
-- Command: new-migration create-table '"odd schema"."table"' 'select int PRIMARY KEY' '"a""b" text NOT NULL UNIQUE CHECK ("a""b" <> '"'"''"'"')' '"it'"'"'s" int NULL REFERENCES "odd schema"."order" ("select") ON DELETE SET NULL' '"$$" text NULL' 'naïve text NULL' '"a column whose name has sixty-three bytes, all of them in use 1" int NULL REFERENCES "odd schema"."order" ON DELETE CASCADE' --index '"$$", "a""b" DESC' --comment 'it'"'"'s a '"'"'test'"'"' of $$ and \ and "quotes" -- end' --column-comment '"a""b" IS '"'"'it'"'"''"'"'s'"'"' '

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE TABLE "odd schema"."table" (
  "select" int CONSTRAINT pk_table PRIMARY KEY,
  "a""b" text NOT NULL CONSTRAINT "uq_table_a""b" UNIQUE CONSTRAINT "ck_table_a""b" CHECK ("a""b" <> ''),
  "it's" int NULL CONSTRAINT "fk_table_it's" REFERENCES "odd schema"."order" ("select") ON DELETE SET NULL,
  "$$" text NULL,
  "naïve" text NULL,
  "a column whose name has sixty-three bytes, all of them in use 1" int NULL CONSTRAINT "fk_table_a column whose name has sixty-three bytes, al_70443990" REFERENCES "odd schema"."order" ON DELETE CASCADE
);

CREATE INDEX "idx_table_$$_a""b"
  ON "odd schema"."table" ("$$", "a""b" DESC);

CREATE INDEX "idx_table_it's"
  ON "odd schema"."table" ("it's");

CREATE INDEX "idx_table_a column whose name has sixty-three bytes, a_122a1158"
  ON "odd schema"."table" ("a column whose name has sixty-three bytes, all of them in use 1");

COMMENT ON TABLE "odd schema"."table" IS E'it''s a ''test'' of $$ and \\ and "quotes" -- end';
COMMENT ON COLUMN "odd schema"."table"."a""b" IS 'it''s';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1000_create_table', CURRENT_TIMESTAMP);

COMMIT;
