CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."order" ("a""b.c" int);
COMMENT ON COLUMN "odd schema"."order"."a""b.c" IS E'two\nlines';
