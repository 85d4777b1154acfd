CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."order" ("select" int NOT NULL, "a""b" text, "My Column" text, naïve text,
  a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1 int);
INSERT INTO "odd schema"."order" VALUES (1, 'x', 'y', 'z', 1), (1, 'x', 'y', 'z', 2), (1, 'x', 'y', NULL, NULL), (1, 'x', 'y', NULL, NULL);
