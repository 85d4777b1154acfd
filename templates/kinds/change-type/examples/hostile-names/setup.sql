CREATE SCHEMA "My Schema";
CREATE TABLE "My Schema"."order" (
  "select" int,
  "My Column" text,
  "a""b" json DEFAULT '{}' NOT NULL,
  PRIMARY KEY ("select", "My Column")
);
INSERT INTO "My Schema"."order" VALUES (1, 'x', '{"b": 1}'), (1, 'y', '[]'), (2, 'x', DEFAULT);
