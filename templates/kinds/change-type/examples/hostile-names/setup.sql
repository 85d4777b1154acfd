CREATE SCHEMA "My Schema";
CREATE TABLE "My Schema"."order" (
  "select" int,
  "My Column" text,
  "a""b" json DEFAULT '{}' NOT NULL,
  PRIMARY KEY ("select", "My Column"),
  CONSTRAINT "ck ""a"" of sixty-three bytes, to the last byte of them, it is so" CHECK ("a""b"->>'a"b' <> 'a""b' AND "select" > 0)
);
INSERT INTO "My Schema"."order" VALUES (1, 'x', '{"b": 1}'), (1, 'y', '[]'), (2, 'x', DEFAULT);
