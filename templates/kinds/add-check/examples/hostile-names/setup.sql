CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."it's" ("order" text, "a""b" text, "My Column" int, naïve text, "_offending" int);
INSERT INTO "odd schema"."it's" VALUES ('x', 'y', 1, 'z', NULL), (NULL, NULL, NULL, NULL, NULL);
