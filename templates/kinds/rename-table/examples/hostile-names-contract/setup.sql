CREATE SCHEMA "My Schema";
CREATE TABLE "My Schema"."naïve" (
  "a""b" int PRIMARY KEY,
  "My Column" text
);
CREATE VIEW "My Schema"."order" WITH (security_invoker = true) AS SELECT * FROM "My Schema"."naïve";
INSERT INTO "My Schema"."naïve" VALUES (1, 'x');
