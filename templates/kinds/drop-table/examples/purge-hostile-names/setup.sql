CREATE SCHEMA "_dropped_999_a""b";
COMMENT ON SCHEMA "_dropped_999_a""b" IS 'Set aside by migration 999_set_aside_a_b';
GRANT USAGE ON SCHEMA "_dropped_999_a""b" TO PUBLIC;
CREATE TABLE "_dropped_999_a""b"."a""b" ("select" serial PRIMARY KEY, "naïve" text);
INSERT INTO "_dropped_999_a""b"."a""b" ("naïve") VALUES ('x'), ('y');
