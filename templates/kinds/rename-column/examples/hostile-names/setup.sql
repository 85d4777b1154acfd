CREATE SCHEMA "My Schema";
CREATE TABLE "My Schema"."order" (
  "select" int,
  "My Column" text,
  "a""b" text COLLATE "C" DEFAULT 'none' NOT NULL UNIQUE,
  PRIMARY KEY ("select", "My Column")
);
CREATE VIEW "My Schema"."naïve" AS SELECT "a""b" FROM "My Schema"."order";
INSERT INTO "My Schema"."order" VALUES (1, 'x', 'first'), (1, 'y', 'second'), (2, 'x', DEFAULT);
