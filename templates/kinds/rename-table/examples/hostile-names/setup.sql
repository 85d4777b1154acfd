CREATE SCHEMA "My Schema";
CREATE TABLE "My Schema"."order" (
  "a""b" int PRIMARY KEY,
  "My Column" text
);
INSERT INTO "My Schema"."order" VALUES (1, 'x');
