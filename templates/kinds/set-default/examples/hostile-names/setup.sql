CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."it's" ("select" int PRIMARY KEY, "a""b" text DEFAULT '$$ -- it''s; "x"');
INSERT INTO "odd schema"."it's" VALUES (1, 'x'), (2, NULL);
