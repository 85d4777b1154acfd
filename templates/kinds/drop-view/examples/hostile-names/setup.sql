CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."order" ("select" int PRIMARY KEY, "a""b" text);
INSERT INTO "odd schema"."order" VALUES (1, 'x');
CREATE VIEW "odd schema"."a view whose name has sixty-three bytes, all of them are in use" AS
  SELECT "select", "a""b" AS "My Column", E'it''s $$ \\' AS naïve FROM "odd schema"."order";
COMMENT ON COLUMN "odd schema"."a view whose name has sixty-three bytes, all of them are in use"."My Column" IS E'it''s \\';
CREATE VIEW "odd schema"."naïve ""view""" AS
  SELECT "My Column" FROM "odd schema"."a view whose name has sixty-three bytes, all of them are in use";
