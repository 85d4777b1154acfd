CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."order" ("select" int PRIMARY KEY, "_dropped_999_a""b" text DEFAULT '$$ -- it''s; "x"', "naïve" text);
CREATE INDEX "My Index" ON "odd schema"."order" ("naïve", "_dropped_999_a""b");
INSERT INTO "odd schema"."order" VALUES (1, 'x', 'a'), (2, 'y', 'b');
