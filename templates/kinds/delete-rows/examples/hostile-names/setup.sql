CREATE SCHEMA "odd schema";
ALTER DEFAULT PRIVILEGES IN SCHEMA "odd schema" GRANT SELECT ON TABLES TO PUBLIC, pg_monitor;
CREATE TABLE "odd schema"."order" (
  "My Column" text,
  naïve int,
  "a""b" text,
  twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz int,
  PRIMARY KEY ("My Column", naïve)
);
INSERT INTO "odd schema"."order" VALUES ('x', 1, 'it''s $$ %', 3), ('x', 2, 'y', NULL), (' %s', 3, '$1', 4);
CREATE TABLE "odd schema"."part%" ("My Column" text, "a%" int,
  CONSTRAINT "f%" FOREIGN KEY ("My Column", "a%") REFERENCES "odd schema"."order" ON DELETE SET NULL);
INSERT INTO "odd schema"."part%" VALUES ('x', 1);
