CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."order" ("select" int PRIMARY KEY, "My Column" text DEFAULT '$$ -- it''s; "x"');
INSERT INTO "odd schema"."order" VALUES (1, 'x'), (2, NULL);
