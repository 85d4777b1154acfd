CREATE SCHEMA "My Schema";
CREATE TABLE "My Schema"."order" (
  "a""b" int PRIMARY KEY,
  "ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä" text
);
INSERT INTO "My Schema"."order" VALUES (1, 'x');
