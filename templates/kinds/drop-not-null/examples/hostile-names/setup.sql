CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."it's" (
  "select" int PRIMARY KEY,
  "a column's name of ""sixty-three"" bytes, all of them in use: 123" text NOT NULL
);
INSERT INTO "odd schema"."it's" VALUES (1, 'x'), (2, 'y');
