CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."order" (
  "a""b" text,
  "My Column" text,
  naïve text,
  twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz int,
  PRIMARY KEY ("a""b", "My Column")
);
INSERT INTO "odd schema"."order" VALUES ('x', 'y', 'z', 0);
CREATE TABLE "odd schema"."part%" ("a""b" text, "My Column" text,
  FOREIGN KEY ("a""b", "My Column") REFERENCES "odd schema"."order" ON DELETE SET NULL);
INSERT INTO "odd schema"."part%" VALUES ('x', 'y');
