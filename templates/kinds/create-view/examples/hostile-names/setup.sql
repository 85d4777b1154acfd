CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."order" ("select" int PRIMARY KEY, "a""b" text);
INSERT INTO "odd schema"."order" VALUES (1, 'x');
