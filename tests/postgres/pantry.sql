-- What kitchen.sql lacks: hostile names, privileges of all sorts, comments on everything, and the rarer properties.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'carol') THEN CREATE ROLE carol; CREATE ROLE "Dave X"; END IF;
END $$;
CREATE EXTENSION citext;
CREATE SCHEMA "odd schema";
CREATE SCHEMA money AUTHORIZATION carol;
COMMENT ON SCHEMA "odd schema" IS E'it''s \\ odd';
GRANT USAGE, CREATE ON SCHEMA "odd schema" TO "Dave X" WITH GRANT OPTION;
GRANT USAGE ON SCHEMA "odd schema" TO carol;
ALTER DEFAULT PRIVILEGES IN SCHEMA "odd schema" GRANT SELECT ON TABLES TO "Dave X";
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO carol;

CREATE TYPE "odd schema"."Mood" AS ENUM ('', 'it''s', 'naïve', 'b\c');
COMMENT ON TYPE "odd schema"."Mood" IS 'a mood';
REVOKE USAGE ON TYPE "odd schema"."Mood" FROM PUBLIC;
GRANT USAGE ON TYPE "odd schema"."Mood" TO carol;
CREATE FUNCTION "odd schema"."is $ok"("a b" text, OUT "c d" boolean) LANGUAGE sql IMMUTABLE AS 'SELECT "a b" <> $x$bad$x$';
COMMENT ON FUNCTION "odd schema"."is $ok"(text) IS 'checks';
REVOKE EXECUTE ON FUNCTION "odd schema"."is $ok"(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "odd schema"."is $ok"(text) TO carol WITH GRANT OPTION;
SET ROLE carol;
GRANT EXECUTE ON FUNCTION "odd schema"."is $ok"(text) TO "Dave X";
RESET ROLE;
CREATE DOMAIN "odd schema"."Email Text" AS text COLLATE "C" DEFAULT 'x@y'
  CONSTRAINT "has @" CHECK (VALUE LIKE '%@%') CONSTRAINT ok CHECK ("odd schema"."is $ok"(VALUE));
ALTER DOMAIN "odd schema"."Email Text" ADD CONSTRAINT later CHECK (VALUE <> '') NOT VALID;
COMMENT ON DOMAIN "odd schema"."Email Text" IS 'an address';
COMMENT ON CONSTRAINT "has @" ON DOMAIN "odd schema"."Email Text" IS 'it must';
CREATE TYPE "odd schema"."Pair" AS ("left" int, "Right" text COLLATE "C");
COMMENT ON COLUMN "odd schema"."Pair"."Right" IS 'the right one';
ALTER TYPE "odd schema"."Pair" OWNER TO carol;

CREATE TABLE "odd schema"."order" (
  "select" int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME "odd schema"."My Seq" START WITH 5 INCREMENT BY -1 MINVALUE -100 MAXVALUE 10 CACHE 2 CYCLE),
  "a""b" text NOT NULL DEFAULT 'it''s',
  "My Column" "odd schema"."Mood" DEFAULT 'naïve',
  "naïve" "odd schema"."Email Text",
  "a column whose name has sixty-three bytes, all of them in use 1" numeric(12, 3)[] DEFAULT '{}',
  "$$" citext,
  "upper" text GENERATED ALWAYS AS (upper("a""b")) STORED,
  "length" int GENERATED ALWAYS AS (length("a""b")) STORED,
  "Serial" bigserial,
  pair "odd schema"."Pair",
  CONSTRAINT "PK of order" PRIMARY KEY ("select", "a""b") INCLUDE ("$$") WITH (fillfactor = 80),
  CONSTRAINT "uq a" UNIQUE NULLS NOT DISTINCT ("My Column", "naïve") DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT "ck $" CHECK ("odd schema"."is $ok"("a""b") AND "select" < 100),
  CONSTRAINT "ck none" CHECK ("select" > 0) NO INHERIT
) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false);
ALTER TABLE "odd schema"."order" ADD CONSTRAINT "not yet" CHECK ("a""b" <> 'q') NOT VALID;
ALTER TABLE "odd schema"."order" ALTER "a""b" SET STORAGE EXTERNAL, ALTER "a""b" SET STATISTICS 77,
  ALTER "a""b" SET (n_distinct = -0.5), ALTER "a""b" SET COMPRESSION pglz;
COMMENT ON TABLE "odd schema"."order" IS 'orders';
COMMENT ON COLUMN "odd schema"."order"."a""b" IS E'a\nb';
COMMENT ON COLUMN "odd schema"."order"."select" IS 'the key';
COMMENT ON CONSTRAINT "PK of order" ON "odd schema"."order" IS 'key';
COMMENT ON INDEX "odd schema"."PK of order" IS 'index of the key';
COMMENT ON SEQUENCE "odd schema"."My Seq" IS 'numbers';
COMMENT ON SEQUENCE "odd schema"."order_Serial_seq" IS 'serial numbers';
GRANT USAGE ON SEQUENCE "odd schema"."My Seq" TO "Dave X";
CREATE INDEX "My Index" ON "odd schema"."order" USING btree (lower("a""b") COLLATE "C" DESC, "My Column") INCLUDE ("select") WITH (fillfactor = 60) WHERE "My Column" <> 'it''s';
CREATE INDEX hashed ON "odd schema"."order" USING hash ("a""b");
ALTER INDEX "odd schema"."My Index" ALTER COLUMN 1 SET STATISTICS 99;
COMMENT ON INDEX "odd schema"."My Index" IS 'an index';
CREATE UNIQUE INDEX identity_index ON "odd schema"."order" ("a""b", "Serial");
ALTER TABLE "odd schema"."order" REPLICA IDENTITY USING INDEX identity_index;
ALTER TABLE "odd schema"."order" CLUSTER ON "PK of order";
CREATE STATISTICS "odd schema"."Stats 1" ON "a""b", "My Column", (lower("a""b")) FROM "odd schema"."order";
ALTER STATISTICS "odd schema"."Stats 1" SET STATISTICS 55;
COMMENT ON STATISTICS "odd schema"."Stats 1" IS 'stats';
CREATE STATISTICS "odd schema".one_expression ON (upper("a""b")) FROM "odd schema"."order";
CREATE FUNCTION "odd schema"."touch it"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER "BEFORE" BEFORE INSERT OR UPDATE OF "a""b", "select" ON "odd schema"."order" FOR EACH ROW
  WHEN (NEW."a""b" IS NOT NULL) EXECUTE FUNCTION "odd schema"."touch it"('a', ' FOR EACH ROW ');
CREATE TRIGGER after_it AFTER UPDATE ON "odd schema"."order" REFERENCING OLD TABLE AS "old rows" NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION "odd schema"."touch it"();
CREATE CONSTRAINT TRIGGER deferred AFTER INSERT ON "odd schema"."order" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION "odd schema"."touch it"();
COMMENT ON TRIGGER "BEFORE" ON "odd schema"."order" IS 'a trigger';
ALTER TABLE "odd schema"."order" DISABLE TRIGGER "BEFORE";
ALTER TABLE "odd schema"."order" ENABLE ALWAYS TRIGGER after_it;
ALTER TABLE "odd schema"."order" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "My Policy" ON "odd schema"."order" AS RESTRICTIVE FOR UPDATE TO carol, "Dave X"
  USING ("odd schema"."is $ok"("a""b")) WITH CHECK ("select" > 0);
CREATE POLICY everyone ON "odd schema"."order";
COMMENT ON POLICY "My Policy" ON "odd schema"."order" IS 'a policy';
CREATE RULE "My Rule" AS ON DELETE TO "odd schema"."order" WHERE OLD."a""b" = 'x'
  DO ALSO (UPDATE "odd schema"."order" SET "a""b" = 'y;' WHERE "select" = OLD."select" + 1; DELETE FROM "odd schema"."order" WHERE "select" = 7);
COMMENT ON RULE "My Rule" ON "odd schema"."order" IS 'a rule';
ALTER TABLE "odd schema"."order" DISABLE RULE "My Rule";
GRANT SELECT, INSERT, UPDATE ON "odd schema"."order" TO carol WITH GRANT OPTION;
GRANT DELETE ON "odd schema"."order" TO PUBLIC;
GRANT UPDATE ("a""b"), REFERENCES ("select") ON "odd schema"."order" TO "Dave X";
SET ROLE carol;
GRANT SELECT, INSERT ON "odd schema"."order" TO "Dave X" WITH GRANT OPTION;
RESET ROLE;
SET ROLE "Dave X";
GRANT SELECT ON "odd schema"."order" TO PUBLIC;
RESET ROLE;
REVOKE TRUNCATE ON "odd schema"."order" FROM postgres;

CREATE TABLE "odd schema".owned (id serial PRIMARY KEY, v text);
ALTER TABLE "odd schema".owned OWNER TO carol;
REVOKE SELECT ON "odd schema".owned FROM "Dave X";
REVOKE ALL ON "odd schema".owned FROM carol;
GRANT SELECT ON "odd schema".owned TO carol;
CREATE SEQUENCE "odd schema".free AS smallint INCREMENT BY -2 MAXVALUE 100 START WITH 50;
ALTER SEQUENCE "odd schema".free OWNER TO carol;
CREATE SEQUENCE "odd schema".tied OWNED BY "odd schema"."order"."a""b";
CREATE UNLOGGED TABLE "odd schema".uses_tied (x int DEFAULT nextval('"odd schema".tied'), y text);

-- Tables that refer to each other, and to themselves
CREATE TABLE hen (id int PRIMARY KEY, egg_id int, mother int REFERENCES hen);
CREATE TABLE egg (id int PRIMARY KEY, hen_id int CONSTRAINT laid_by REFERENCES hen ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE hen ADD CONSTRAINT hatched_from FOREIGN KEY (egg_id) REFERENCES egg MATCH FULL ON UPDATE CASCADE NOT VALID;
COMMENT ON CONSTRAINT laid_by ON egg IS 'which hen';
CREATE TABLE nothing ();

-- Partitions of partitions
CREATE TABLE log (id bigint, at date NOT NULL, kind text DEFAULT 'a', who int, CONSTRAINT log_key PRIMARY KEY (id, at, kind)) PARTITION BY RANGE (at);
CREATE TABLE log_2025 PARTITION OF log FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (kind);
CREATE TABLE log_2025_a PARTITION OF log_2025 (CONSTRAINT only_here CHECK (who > 0)) FOR VALUES IN ('a', NULL);
CREATE TABLE "Log rest" (at date NOT NULL, "gone" int, kind text NOT NULL DEFAULT 'z', id bigint NOT NULL, who int);
ALTER TABLE "Log rest" DROP COLUMN "gone";
ALTER TABLE log ATTACH PARTITION "Log rest" DEFAULT;
CREATE INDEX log_who ON log (who);
ALTER INDEX log_2025_a_who_idx RENAME TO "other name";
ALTER TABLE log ADD CONSTRAINT log_hen FOREIGN KEY (who) REFERENCES hen;
ALTER TABLE log ADD CONSTRAINT log_check CHECK (id > 0);
CREATE TRIGGER log_touch AFTER INSERT ON log FOR EACH ROW EXECUTE FUNCTION "odd schema"."touch it"();
ALTER TABLE log_2025_a DISABLE TRIGGER log_touch;
COMMENT ON TABLE log_2025_a IS 'a partition';
COMMENT ON COLUMN log_2025_a.who IS 'who it was';
CREATE TABLE refers (id bigint, at date, kind text, CONSTRAINT refers_log FOREIGN KEY (id, at, kind) REFERENCES log);

-- Inheritance
CREATE TABLE animal (id int NOT NULL, name text DEFAULT 'x', legs int, CONSTRAINT legs_ok CHECK (legs >= 0));
CREATE TABLE pet (owner text, name text NOT NULL) INHERITS (animal);
CREATE TABLE dog (barks boolean) INHERITS (pet);
ALTER TABLE pet ALTER COLUMN legs SET DEFAULT 4;
ALTER TABLE animal ALTER COLUMN legs SET STATISTICS 10;
ALTER TABLE ONLY animal ALTER COLUMN name SET STATISTICS 20;
COMMENT ON COLUMN dog.legs IS 'four';
CREATE INDEX dog_legs ON dog (legs);

-- Views on views
CREATE VIEW hens WITH (check_option = local, security_barrier = true) AS SELECT id, egg_id AS "Egg", mother FROM hen WHERE id > 0;
ALTER VIEW hens ALTER COLUMN mother SET DEFAULT 1;
COMMENT ON VIEW hens IS 'all hens';
COMMENT ON COLUMN hens."Egg" IS 'the egg';
GRANT SELECT ON hens TO carol;
GRANT UPDATE (mother) ON hens TO "Dave X";
CREATE VIEW hens_2 AS SELECT h.id, count(*) AS n FROM hens h JOIN egg ON egg.hen_id = h.id GROUP BY h.id;
ALTER VIEW hens_2 OWNER TO carol;
CREATE MATERIALIZED VIEW hens_3 AS SELECT id, n FROM hens_2 WITH NO DATA;
CREATE UNIQUE INDEX hens_3_id ON hens_3 (id);
ALTER MATERIALIZED VIEW hens_3 CLUSTER ON hens_3_id;
ALTER MATERIALIZED VIEW hens_3 ALTER COLUMN n SET STATISTICS 33;
COMMENT ON MATERIALIZED VIEW hens_3 IS 'kept';
COMMENT ON COLUMN hens_3.n IS 'how many';
CREATE FUNCTION count_hens() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(*) FROM hens; END;
CREATE TRIGGER instead INSTEAD OF INSERT ON hens FOR EACH ROW EXECUTE FUNCTION "odd schema"."touch it"();
CREATE RULE hens_rule AS ON DELETE TO hens DO INSTEAD NOTHING;
-- A default that needs a function that needs the table
CREATE TABLE loop (id int PRIMARY KEY, n bigint);
CREATE FUNCTION next_loop() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT max(id) + 1 FROM loop; END;
ALTER TABLE loop ALTER COLUMN n SET DEFAULT next_loop();
-- Two columns that one function makes, in one index
CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2 * $1';
CREATE TABLE twins (a int, g1 int GENERATED ALWAYS AS (twice(a)) STORED, g2 int GENERATED ALWAYS AS (twice(a) + 1) STORED);
CREATE INDEX twins_g ON twins (g1, g2);
CREATE TYPE row_kind AS (a int, b text);
CREATE TABLE typed OF row_kind;
CREATE FUNCTION takes_row(hen, text[] DEFAULT '{}', VARIADIC x int[] DEFAULT '{1}') RETURNS SETOF egg LANGUAGE plpgsql STRICT SECURITY DEFINER COST 7 SET search_path = public, "odd schema" AS 'BEGIN END';
ALTER FUNCTION takes_row DEPENDS ON EXTENSION citext;
CREATE PROCEDURE with_out(IN a int, INOUT b text, OUT c int) LANGUAGE plpgsql AS 'BEGIN END';
GRANT EXECUTE ON PROCEDURE with_out TO carol;
CREATE AGGREGATE percentile(float8 ORDER BY float8) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE FUNCTION first_of(anyelement, anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE AGGREGATE first(anyelement) (SFUNC = first_of, STYPE = anyelement, PARALLEL = SAFE);
COMMENT ON AGGREGATE first(anyelement) IS 'the first';
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert', publish_via_partition_root);
COMMENT ON PUBLICATION everything IS 'all';
CREATE PUBLICATION several FOR TABLE ONLY animal, log;
ALTER PUBLICATION several OWNER TO postgres;
ALTER TRIGGER after_it ON "odd schema"."order" DEPENDS ON EXTENSION citext;
ALTER MATERIALIZED VIEW hens_3 DEPENDS ON EXTENSION citext;
ALTER INDEX "odd schema".hashed DEPENDS ON EXTENSION citext;
