CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."order" ("select" int, "My Column" int, naïve text, PRIMARY KEY ("select", "My Column"));
INSERT INTO "odd schema"."order" SELECT 1, i, 'it''s ' || i FROM generate_series(1, 25) AS i;
