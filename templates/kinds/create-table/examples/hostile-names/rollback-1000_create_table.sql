-- Rollback 1000: Create "odd schema"."table"
-- Date: 2026-11-22
-- Command: new-migration create-table '"odd schema"."table"' 'select int PRIMARY KEY' '"a""b" text NOT NULL UNIQUE CHECK ("a""b" <> '"'"''"'"')' '"it'"'"'s" int NULL REFERENCES "odd schema"."order" ("select") ON DELETE SET NULL' '"$$" text NULL' 'naïve text NULL' '"a column whose name has sixty-three bytes, all of them in use 1" int NULL REFERENCES "odd schema"."order" ON DELETE CASCADE' --index '"$$", "a""b" DESC' --comment 'it'"'"'s a '"'"'test'"'"' of $$ and \ and "quotes" -- end' --column-comment '"a""b" IS '"'"'it'"'"''"'"'s'"'"' '

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TABLE "odd schema"."table";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1000_create_table';

COMMIT;
