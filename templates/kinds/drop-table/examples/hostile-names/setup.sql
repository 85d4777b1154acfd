CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."a table's name of ""sixty-three"" bytes, all of them in use: 1234" ("select" serial PRIMARY KEY, "naïve" text);
INSERT INTO "odd schema"."a table's name of ""sixty-three"" bytes, all of them in use: 1234" ("naïve") VALUES ('x'), ('y');
