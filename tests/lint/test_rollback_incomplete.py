"""Which rollbacks undo all that their forward scripts do, object by object."""

from __future__ import annotations

import pytest

from new_migration.lint.judge import judge
from new_migration.lint.project import Project, Surroundings
from new_migration.lint.rule import pair


def messages(forward: str, rollback: str) -> list[str]:
    found = judge(Project.of_texts(pair("010_x", forward, rollback), Surroundings()))
    return [each.message.split("which ")[1] for each in found if each.rule == "rollback-incomplete"]


COMPLETE = {
    "a table takes all that is on it along": (
        "CREATE TABLE t (a int); CREATE INDEX i ON t (a); ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);"
        "COMMENT ON COLUMN t.a IS 'x'; GRANT SELECT ON t TO PUBLIC;",
        "DROP TABLE t;",
    ),
    "schema said in one place only": ("CREATE TABLE public.t ();", "DROP TABLE t;"),
    "a column takes its index along": (
        "ALTER TABLE t ADD a int NULL; CREATE INDEX i ON t (a);",
        "ALTER TABLE t DROP a;",
    ),
    "made, dropped": ("CREATE TABLE s (); DROP TABLE s; CREATE TABLE t ();", "DROP TABLE t;"),
    "built under another name": (
        "DROP INDEX CONCURRENTLY IF EXISTS _i; CREATE INDEX _i ON t (a); ALTER INDEX _i RENAME TO i;",
        "DROP INDEX i;",
    ),
    "an index becomes a constraint": (
        "CREATE UNIQUE INDEX i ON t (a); ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX i;",
        "ALTER TABLE t DROP CONSTRAINT u;",
    ),
    "a rename turned back": ("ALTER TABLE t RENAME a TO b;", "ALTER TABLE t RENAME b TO a;"),
    "renamed and then altered": (
        "ALTER TABLE t RENAME TO u; ALTER TABLE u ALTER a SET NOT NULL;",
        "ALTER TABLE u RENAME TO t; ALTER TABLE t ALTER a DROP NOT NULL;",
    ),
    "in a DO block": ("CREATE TABLE t ();", "DO $$ BEGIN EXECUTE 'DROP TABLE ' || 't'; END $$;"),
    "by a name in quotes": ('CREATE TABLE "T" ();', 'DO $$ BEGIN DROP TABLE "T"; END $$;'),
    "dropped and made again": ("DROP TABLE t;", "CREATE TABLE t ();"),
    "an unnamed constraint": ("ALTER TABLE t ADD CHECK (a > 0);", "ALTER TABLE t DROP CONSTRAINT t_a_check;"),
    "a foreign key with the schema": (
        "ALTER TABLE s.t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u;",
        "ALTER TABLE s.t DROP CONSTRAINT c;",
    ),
    "a function replaced": (
        "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1;",
        "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql RETURN 0;",
    ),
    "a label, by another type": (
        "ALTER TYPE m ADD VALUE 'x';",
        "ALTER TYPE m RENAME TO old; CREATE TYPE m AS ENUM (); DROP TYPE old;",
    ),
    "irreversible, in other words": ("DROP TABLE t;", "DO $$ begin raise 'no way back'; end $$;"),
    "irreversible": ("DROP TABLE t;", "DO $$ BEGIN RAISE EXCEPTION 'migration x cannot be rolled back'; END $$;"),
    "the sequence of a serial column": (
        "CREATE TABLE t (id serial); GRANT USAGE ON t_id_seq TO PUBLIC;"
        "ALTER TABLE u ADD b bigserial NOT NULL; GRANT USAGE ON SEQUENCE s.u_b_seq TO PUBLIC;",
        "ALTER TABLE u DROP b; DROP TABLE t;",
    ),
    "a sequence that a column owns": (
        "CREATE TABLE t (a int); CREATE SEQUENCE s; ALTER SEQUENCE s OWNED BY t.a; CREATE SEQUENCE r OWNED BY u.a;",
        "DROP TABLE t; ALTER TABLE u DROP a;",
    ),
    "triggers off and on": (
        "ALTER TABLE t DISABLE TRIGGER ALL; UPDATE t SET a = 1; ALTER TABLE t ENABLE TRIGGER ALL;",
        "SELECT setval('s', 1);",
    ),
    "an index without a name": ("CREATE INDEX ON t (a, b) INCLUDE (c);", "DROP INDEX t_a_b_c_idx;"),
    "an index back without a name": ("DROP INDEX s.t_a_idx;", "CREATE INDEX ON s.t (a);"),
    "what is not there": ("DROP INDEX IF EXISTS i; DROP TABLE IF EXISTS u;", "SELECT setval('s', 1);"),
    "what hangs on it": (
        "CREATE VIEW v AS SELECT 1; CREATE VIEW w AS SELECT * FROM v; CREATE FUNCTION f() RETURNS trigger "
        "LANGUAGE plpgsql AS ''; CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();",
        "DROP VIEW v CASCADE; DROP FUNCTION f CASCADE;",
    ),
    "a label, by another type of the name": (
        "ALTER TYPE m RENAME VALUE 'a' TO 'b';",
        "ALTER TYPE m RENAME TO old; CREATE TYPE m AS ENUM ('a'); DROP TYPE old;",
    ),
    "a schema with all in it": ("CREATE SCHEMA s; CREATE TABLE s.t ();", "DROP SCHEMA s;"),
    "rows are not looked at": ("UPDATE t SET a = 1;", "SELECT setval('s', 1);"),
}
INCOMPLETE = {
    "CREATE TABLE t (); CREATE TABLE u ();|DROP TABLE t;": ["makes table u"],
    "ALTER TABLE t ADD a int NULL, ADD b int NULL;|ALTER TABLE t DROP a;": ["makes column b of t"],
    "ALTER TABLE t ADD a int NULL;|ALTER TABLE u DROP a;": ["makes column a of t"],
    "DROP TABLE t; DROP TABLE u;|CREATE TABLE t ();": ["drops table u"],
    "ALTER TABLE t RENAME a TO b;|ALTER TABLE t RENAME c TO a;": ["renames column a of t to b"],
    "ALTER TABLE t ALTER a SET NOT NULL, ALTER a SET DEFAULT 1;|ALTER TABLE t ALTER a DROP DEFAULT;": [
        "sets NOT NULL of column a of t"
    ],
    "ALTER TYPE m ADD VALUE 'x';|DROP TABLE t;": ["adds the label x to type m"],
    'CREATE TABLE "T" ();|DROP TABLE t;': ['makes table "T"'],
    "CREATE TABLE s.t ();|DROP TABLE u.t;": ["makes table s.t"],
    "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();|DROP TRIGGER g ON u;": [
        "makes trigger g of t"
    ],
    "ALTER TABLE t ENABLE ROW LEVEL SECURITY;|ALTER TABLE t NO FORCE ROW LEVEL SECURITY;": [
        "sets row security of table t"
    ],
    "ALTER TABLE t DROP CONSTRAINT c;|ALTER TABLE t ADD CONSTRAINT d CHECK (true);": ["drops constraint c of t"],
    "ALTER TABLE t ADD CHECK (a > 0);|DROP TABLE u;": ["makes unnamed constraint of t"],
    "CREATE INDEX i ON t (a);|DROP TABLE u;": ["makes index i"],
    "CREATE SEQUENCE r OWNED BY u.a; CREATE SEQUENCE t_seq;|DROP TABLE t;": [
        "makes sequence r",
        "makes sequence t_seq",
    ],
    "CREATE TABLE t (); CREATE SEQUENCE t_seq; COMMENT ON SEQUENCE u_seq IS 'x';|DROP TABLE t;": [
        "makes sequence t_seq",
        "sets comment of sequence u_seq",
    ],
    "ALTER TABLE t DISABLE TRIGGER g; ALTER TABLE t DISABLE TRIGGER h;|DROP TABLE u;": [
        "sets trigger g of table t",
        "sets trigger h of table t",
    ],
    "CREATE INDEX ON t (a);|DROP INDEX i;": ["makes index t_a_idx"],
    "ALTER TABLE t DROP CONSTRAINT c;|CREATE UNIQUE INDEX c ON t (a);": ["drops constraint c of t"],
    "CREATE VIEW v AS SELECT 1;|DROP VIEW w;": ["makes view v"],
    "CREATE TABLE t ();|DROP VIEW w CASCADE;": ["makes table t"],
    "DROP TABLE t;|DO $$ BEGIN RAISE NOTICE 'gone'; END $$;": ["drops table t"],
    "COMMENT ON TABLE t IS 'x';|DROP TABLE u;": ["sets comment of table t"],
}


BEFORE = pair(
    "009_before",
    "CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a); CREATE INDEX j ON t (b, a); CREATE INDEX k ON t (b);"
    "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0); CREATE TRIGGER g BEFORE INSERT ON t EXECUTE FUNCTION f();",
    "DROP TABLE t;",
)


@pytest.mark.parametrize(
    ("forward", "rollback", "said"),
    [
        ("ALTER TABLE t DROP a;", "ALTER TABLE t ADD a int;", ["index i with", "index j with"]),
        ("ALTER TABLE t DROP a;", "ALTER TABLE t ADD a int; CREATE INDEX i ON t (a);", ["index j with"]),
        (
            "DROP TABLE t;",
            "CREATE TABLE t ();",
            ["index i", "index j", "index k", "constraint c of t", "trigger g of t"],
        ),
        ("DROP INDEX i; ALTER TABLE t DROP a;", "ALTER TABLE t ADD a int; CREATE INDEX i ON t (a);", ["index j with"]),
        ("ALTER TABLE u DROP a;", "ALTER TABLE u ADD a int;", []),
        ("DROP INDEX IF EXISTS i;", "DROP TABLE u;", ["index i"]),
    ],
)
def test_what_a_drop_takes_along(forward: str, rollback: str, said: list[str]) -> None:
    found = judge(Project.of_texts(BEFORE | pair("010_x", forward, rollback), Surroundings()))
    messages = [each.message for each in found if each.rule == "rollback-incomplete"]
    assert len(messages) == len(said)
    for one in said:
        assert any(f"drops {one}" in message for message in messages), messages


@pytest.mark.parametrize("name", COMPLETE)
def test_complete(name: str) -> None:
    assert messages(*COMPLETE[name]) == []


@pytest.mark.parametrize("scripts", INCOMPLETE)
def test_incomplete(scripts: str) -> None:
    forward, rollback = scripts.split("|")
    assert messages(forward, rollback) == INCOMPLETE[scripts]


def test_thousands_of_statements_take_no_time() -> None:
    import time

    count = 2000
    forward = "\n".join(f"CREATE TABLE t{n} (id bigint); ALTER TABLE t{n} ADD x int NULL;" for n in range(count))
    rollback = "\n".join(f"DROP TABLE t{n};" for n in range(1, count))
    start = time.process_time()
    assert messages(forward, rollback) == ["makes table t0"]
    assert time.process_time() - start < 10  # comparing each with each takes a minute
