"""A live snapshot is at every moment what a snapshot is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from new_migration.errors import ServerRefused
from new_migration.postgres.catalog.changes import watched
from new_migration.postgres.catalog.query import schema_query
from new_migration.postgres.database import Connection, connect, execute
from new_migration.postgres.live_catalog import LiveCatalog
from new_migration.postgres.live_snapshot import LiveSnapshot
from new_migration.postgres.overlay import Overlay
from new_migration.postgres.scripts import run_script
from new_migration.postgres.snapshot import difference, snapshot

HERE = Path(__file__).parent


def lines(name: str) -> list[str]:
    """The tries of a data file, one a line."""
    return [line for line in (HERE / name).read_text().splitlines() if not line.startswith("--")]


class Watcher:
    """A live snapshot on a connection of its own, held against a whole one, and what changes the database."""

    def __init__(self, writer: Connection, reader: Connection) -> None:
        self.writer = writer
        self.reader = reader
        self.live = LiveSnapshot(reader)

    def run(self, sql: str) -> bool:
        """Whether the server did it."""
        try:
            execute(self.writer, sql.replace("{database}", self.writer.info.dbname))
        except ServerRefused:
            return False
        return True

    def check(self, what: object) -> None:
        expected = snapshot(self.reader)
        found = self.live.read()
        assert found == expected, (what, [str(each) for each in difference(expected, found)])


@pytest.fixture
def kitchen(database: str) -> Iterator[Watcher]:
    """A database with one of everything."""
    with connect(database) as writer, connect(database) as reader:
        run_script(writer, (HERE / "kitchen.sql").read_text(), name="kitchen.sql")
        yield Watcher(writer, reader)
        # With a subscription a database cannot be dropped.
        if writer.execute("SELECT 1 FROM pg_subscription WHERE subname = 's1'").fetchone():
            execute(writer, "ALTER SUBSCRIPTION s1 SET (slot_name = NONE)")
            execute(writer, "DROP SUBSCRIPTION s1")


def _in_the_way(sql: str) -> int:
    """What takes objects away from the tries after it comes late."""
    if "SCHEMA app RENAME TO app2" in sql:
        return 2
    return 1 if re.search(r"\bDROP\b|RENAME|SET SCHEMA|SET search_path|PARTITION", sql) else 0


def test_sees_every_change_after_every_other(kitchen: Watcher) -> None:
    tries = [*lines("noops.sql"), *sorted(lines("mutations.sql") + lines("mutations-18.sql"), key=_in_the_way)]
    kitchen.check("at first")
    done = 0
    for sql in tries:
        if kitchen.run(sql):
            done += 1
            kitchen.check(sql)
    assert done > 0.75 * len(tries)


def test_sees_nothing_of_what_is_undone(kitchen: Watcher) -> None:
    before = kitchen.live.read()
    own = LiveSnapshot(kitchen.writer)
    assert own.read() == before
    for number, sql in enumerate(lines("mutations.sql")):
        execute(kitchen.writer, "BEGIN")
        kitchen.run(sql)
        if number % 10 == 0:
            assert own.read() == snapshot(kitchen.writer), sql
            assert kitchen.live.read() == before, sql
        execute(kitchen.writer, "ROLLBACK")
        assert kitchen.live.read() == before, sql
    assert own.read() == before


WALK_SETUP = """DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'alice') THEN CREATE ROLE alice; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bob') THEN CREATE ROLE bob; END IF; END $$;
CREATE SCHEMA w; CREATE SCHEMA x;
CREATE TABLE w.t1 (id bigint PRIMARY KEY, a int, b text DEFAULT 'b', c varchar(9) CHECK (c IN ('x', 'y')));
CREATE TABLE w.t2 (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int NOT NULL, b text,
  t1_id bigint REFERENCES w.t1);
CREATE TABLE w.p1 (a int, b int, c text) PARTITION BY RANGE (a);
CREATE TABLE w.p2 PARTITION OF w.p1 FOR VALUES FROM (0) TO (10);
CREATE TABLE w.k1 (d int) INHERITS (w.t1);
CREATE FUNCTION w.g1() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE VIEW w.v1 AS SELECT t1.*, t2.b AS bb FROM w.t1 JOIN w.t2 USING (id);
CREATE PUBLICATION pub;"""

NAMES = {
    "t": ["w.t1", "w.t1", "w.t2", "w.t2", "w.t3", "w.t4", "x.t1", "x.t2", "w.p1", "w.p2", "w.k1"],
    "n": ["t1", "t2", "t3", "t4"],
    "c": ["a", "a", "b", "b", "c", "d", "e", "id", '"E x"'],
    "v": ["w.v1", "w.v2", "w.v3", "x.v1"],
    "vn": ["v1", "v2", "v3"],
    "m": ["w.m1", "w.m2"],
    "s": ["w", "x"],
    "q": ["w.s1", "w.s2", "x.s1", "w.t2_id_seq"],
    "i": ["i1", "i2", "i3", "t1_pkey", "t2_pkey"],
    "k": ["k1", "k2", "k3", "t2_t1_id_fkey", "t1_c_check", "t1_pkey", "t1_a_not_null"],
    "y": ["w.y1", "w.y2", "x.y1"],
    "yn": ["y1", "y2"],
    "d": ["w.d1", "w.d2"],
    "f": ["w.f1", "w.f2", "x.f1"],
    "g": ["w.g1", "w.g2", "x.g1"],
    "r": ["r1", "r2"],
    "o": ["o1", "o2"],
    "role": ["alice", "bob", "PUBLIC"],
    "owner": ["alice", "bob", "CURRENT_USER"],
    "type": ["int", "bigint", "text", "varchar(7)", "w.y1", "w.d1", "w.t1", "w.y2[]", "numeric(8,2)"],
    "x": ["1", "2", "'p'", "7.5", "now()", "w.f1(1)", "nextval('w.s1')", "ROW(1)::w.y2", "NULL"],
    "l": ["'one'", "'two'", "'three'"],
    "word": ["'p'", "'q'", "NULL"],
    "num": ["1", "2", "30", "400"],
}


class Walk:
    """Random changes of a schema, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.statements = lines("walk.sql")

    def statement(self) -> str:
        """One or two statements; what drops others with it comes seldom."""
        chosen = [self.random.choice(self.statements) for _ in range(self.random.choice((1, 1, 1, 2)))]
        if any("DROP" in each and self.random.random() < 0.6 for each in chosen):
            return self.statement()
        return "; ".join(self._filled(each) for each in chosen)

    def step(self, watcher: Watcher) -> list[str]:
        """Change something, one statement in three steps of four, else a transaction that may be undone."""
        if self.random.random() < 0.75:
            return self._statements(watcher)
        execute(watcher.writer, "BEGIN")
        done = ["BEGIN", *(each for _ in range(self.random.randint(1, 8)) for each in self._with_savepoint(watcher))]
        end = self.random.choice(("COMMIT", "ROLLBACK"))
        execute(watcher.writer, end)
        return [*done, end]

    def _statements(self, watcher: Watcher) -> list[str]:
        """Up to the first that the server accepts."""
        tried: list[str] = []
        while len(tried) < 8:
            tried.append(self.statement())
            if watcher.run(tried[-1]):
                break
        return tried

    def _with_savepoint(self, watcher: Watcher) -> list[str]:
        execute(watcher.writer, "SAVEPOINT s")
        sql = self.statement()
        if watcher.run(sql) and self.random.random() < 0.7:
            return [sql]
        execute(watcher.writer, "ROLLBACK TO SAVEPOINT s")
        return ["-- undone: " + sql]

    def _filled(self, text: str) -> str:
        return re.sub(r"{(\w+)}", lambda name: self.random.choice(NAMES[name[1]]), text)


def test_a_random_walk(database: str) -> None:
    with connect(database) as writer, connect(database) as reader:
        execute(writer, WALK_SETUP + "SET statement_timeout = '5s'")
        watcher, walk = Watcher(writer, reader), Walk(20)
        for number in range(STEPS):
            watcher.check((number, walk.step(watcher)))


STEPS = 150


@pytest.fixture
def small(database: str) -> Iterator[Watcher]:
    """A database with a little, already looked at once."""
    with connect(database) as writer, connect(database) as reader:
        execute(writer, WALK_SETUP)
        watcher = Watcher(writer, reader)
        watcher.check("at first")
        yield watcher


def test_what_did_not_change_is_not_read_again(small: Watcher) -> None:
    before = small.live.read()
    assert small.run("INSERT INTO w.t1 VALUES (1, 2); ANALYZE w.t1")
    assert small.live.read() is before


EVERYDAY = [
    "ALTER TABLE w.t1 ADD COLUMN z int; ALTER TABLE w.t2 ALTER COLUMN b SET DEFAULT 'z'",
    "ALTER TABLE w.k1 DROP COLUMN d",
    "ALTER TABLE w.t1 RENAME COLUMN b TO bbb",
    "ALTER TABLE w.t1 DROP CONSTRAINT t1_c_check; CREATE INDEX i ON w.t1 (a); COMMENT ON INDEX w.i IS 'q'",
    "ALTER TABLE w.t2 DROP CONSTRAINT t2_t1_id_fkey; CREATE SEQUENCE w.s",
    "CREATE TRIGGER r BEFORE UPDATE ON w.t1 FOR EACH ROW EXECUTE FUNCTION w.g1(); GRANT SELECT ON w.t1 TO bob",
    "CREATE FUNCTION w.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TYPE w.y AS ENUM ('a')",
    "CREATE OR REPLACE FUNCTION w.g1() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
    "ALTER TYPE w.y ADD VALUE 'b'; COMMENT ON FUNCTION w.f() IS 'q'",
    "CREATE SCHEMA z; CREATE TABLE z.t (a int); COMMENT ON TABLE z.t IS 'q'",
    "VACUUM FULL w.t1",
    "ALTER TABLE w.t1 RENAME TO t9; ALTER TABLE w.t2 SET SCHEMA x",
    "DROP VIEW w.v1; DROP TABLE x.t2; DROP FUNCTION w.f()",
]


def test_of_everyday_changes_only_a_part_is_read(small: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(LiveCatalog, "whole")
    for sql in EVERYDAY:
        execute(small.writer, sql)
        small.check(sql)


# What is there, and a change that shows elsewhere too, or in no other catalog than one.
PRINTED = [
    ("CREATE VIEW w.v2 AS SELECT a FROM w.t2", "ALTER TABLE w.t2 RENAME COLUMN a TO a2"),
    ("CREATE POLICY o ON w.p1 USING (EXISTS (SELECT FROM w.t2 WHERE a2 = 1))", "ALTER TABLE w.t2 RENAME a2 TO a3"),
    ("ALTER TABLE w.p1 ALTER b SET DEFAULT ('w.t2'::regclass)::int", "ALTER TABLE w.t2 RENAME TO t3"),
    ("CREATE TABLE w.f1 (a bigint REFERENCES w.t1)", "ALTER TABLE w.t1 RENAME COLUMN id TO idd"),
    ("CREATE TABLE w.f2 (a bigint REFERENCES w.t1)", "ALTER TABLE w.t1 SET SCHEMA x; ALTER TABLE x.t1 SET SCHEMA w"),
    ("CREATE TABLE w.f3 (a bigint REFERENCES w.t1)", "ALTER TABLE w.t1 SET SCHEMA x"),
    ("ALTER TABLE w.t3 ALTER b SET DEFAULT ROW(1, 2, 'b', 'x')::x.t1::text", "ALTER TABLE x.t1 ADD COLUMN z int"),
    ("CREATE TABLE w.h (a x.t1[])", "ALTER TABLE x.t1 RENAME TO t4"),
    ("CREATE FUNCTION w.rows() RETURNS SETOF x.t4 LANGUAGE plpgsql AS 'BEGIN END'", "ALTER TABLE x.t4 RENAME a TO a4"),
    ("CREATE VIEW w.v3 AS SELECT * FROM w.rows()", "ALTER TABLE x.t4 RENAME COLUMN a4 TO a5"),
    (
        "CREATE FUNCTION w.atomic() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(a5) FROM x.t4; END",
        "ALTER TABLE x.t4 RENAME COLUMN a5 TO a6",
    ),
    (
        "CREATE RULE r AS ON UPDATE TO w.p1 DO INSTEAD INSERT INTO x.t4 (idd) VALUES (1) "
        "ON CONFLICT ON CONSTRAINT t1_pkey DO NOTHING",
        "ALTER TABLE x.t4 RENAME CONSTRAINT t1_pkey TO t4_pkey",
    ),
    ("CREATE INDEX pi ON w.p1 (b)", "ALTER INDEX w.pi RENAME TO pi2"),
    ("ALTER TABLE x.t4 DISABLE TRIGGER ALL", "ALTER TABLE w.t3 RENAME CONSTRAINT t2_t1_id_fkey TO fk"),
    (
        "CREATE CONSTRAINT TRIGGER r AFTER INSERT ON w.h FROM w.f1 FOR EACH ROW EXECUTE FUNCTION w.g1()",
        "ALTER TABLE w.f1 RENAME TO f4",
    ),
    ("SELECT", "ALTER FUNCTION w.g1() RENAME TO g2"),
    ("CREATE TABLE w.n (id serial)", "ALTER TABLE w.n RENAME COLUMN id TO id2"),
    ("SELECT", "ALTER SEQUENCE w.n_id_seq RENAME TO n_seq"),
    ("ALTER SEQUENCE w.n_seq OWNED BY NONE", "ALTER SEQUENCE w.n_seq OWNED BY w.n.id2"),
    (
        "CREATE TYPE w.e AS ENUM ('p', 'q'); CREATE TABLE w.en (a w.e DEFAULT 'p')",
        "ALTER TYPE w.e RENAME VALUE 'p' TO 'r'",
    ),
    ("SELECT", "ALTER TYPE w.e RENAME TO e2"),
    ("CREATE DOMAIN w.d AS int; CREATE TABLE w.do (a w.d)", "ALTER DOMAIN w.d RENAME TO d2"),
    ("CREATE TYPE w.c AS (a int); CREATE VIEW w.cv AS SELECT (NULL::w.c).a", "ALTER TYPE w.c RENAME ATTRIBUTE a TO b"),
    ("COMMENT ON COLUMN w.c.b IS 'q'", "DROP TYPE w.c CASCADE"),
    ('CREATE COLLATION w.co FROM "C"; CREATE TABLE w.cc (a text COLLATE w.co)', "ALTER COLLATION w.co RENAME TO co2"),
    ("CREATE SCHEMA z; CREATE TABLE z.a (a w.e2); CREATE VIEW w.z AS SELECT * FROM z.a", "ALTER SCHEMA z RENAME TO zz"),
    (
        "UPDATE pg_extension SET extconfig = ARRAY['w.n'::regclass::oid], extcondition = ARRAY['']",
        "ALTER TABLE w.n RENAME TO nn; ALTER TABLE w.nn SET SCHEMA x",
    ),
    ("UPDATE pg_extension SET extconfig = NULL, extcondition = NULL", "ALTER TABLE x.nn SET SCHEMA w"),
    ("ALTER TABLE w.nn RENAME TO n; ALTER PUBLICATION pub ADD TABLE w.n", "ALTER TABLE w.n RENAME TO n2"),
    ("CREATE ROLE carol; GRANT SELECT ON w.n2 TO carol", "ALTER ROLE carol RENAME TO dora"),
    ("SELECT", "DROP OWNED BY dora; DROP ROLE dora"),
    ("GRANT SELECT (ctid) ON w.n2 TO bob", "REVOKE SELECT (ctid) ON w.n2 FROM bob"),
    ("GRANT USAGE ON TYPE w.n2 TO bob", "DROP TABLE w.n2"),
    ("CREATE POLICY o ON w.h USING (true)", "DROP POLICY o ON w.h"),
    ("CREATE STATISTICS w.st ON a3, b FROM w.t3; COMMENT ON STATISTICS w.st IS 'q'", "DROP STATISTICS w.st"),
    ("COMMENT ON INDEX w.t2_pkey IS 'q'", "COMMENT ON INDEX w.t2_pkey IS NULL"),
    ("COMMENT ON FUNCTION w.g2() IS 'q'", "COMMENT ON FUNCTION w.g2() IS NULL"),
    ("SELECT", "ALTER TABLE w.k1 NO INHERIT x.t4"),
    ("ALTER TABLE w.h DISABLE TRIGGER r", "DROP TRIGGER r ON w.h"),
    ("ALTER TABLE w.t3 SET (toast.autovacuum_enabled = off)", "ALTER TABLE w.t3 RESET (toast.autovacuum_enabled)"),
    ("CREATE DOMAIN w.dc AS int CONSTRAINT k CHECK (VALUE > 0)", "ALTER DOMAIN w.dc DROP CONSTRAINT k"),
    ("SELECT", "ALTER EXTENSION plpgsql ADD TABLE w.h"),
    ("ALTER TABLE w.h RENAME COLUMN a TO b", "GRANT SELECT ON w.h TO bob"),
    ("GRANT SELECT (b) ON w.h TO alice", "REVOKE SELECT (b) ON w.h FROM alice"),
    ("SELECT", "ALTER EXTENSION plpgsql DROP TABLE w.h"),
    ("SELECT", "DROP PUBLICATION pub"),
    (
        "CREATE FUNCTION w.ev() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "CREATE EVENT TRIGGER ev ON sql_drop EXECUTE FUNCTION w.ev(); DROP EVENT TRIGGER ev",
    ),
    (
        "CREATE AGGREGATE w.ag(int) (sfunc = int4pl, stype = int)",
        "UPDATE pg_aggregate SET agginitval = '1' WHERE aggfnoid = 'w.ag'::regproc",
    ),
    (
        "CREATE TABLE w.ad (a text DEFAULT 'one'); CREATE TABLE w.ad2 (a text DEFAULT 'two')",
        "UPDATE pg_attrdef SET adbin = (SELECT adbin FROM pg_attrdef WHERE adrelid = 'w.ad2'::regclass) "
        "WHERE adrelid = 'w.ad'::regclass",
    ),
    # As DETACH … CONCURRENTLY leaves it when it is interrupted.
    ("SELECT", "UPDATE pg_inherits SET inhdetachpending = true WHERE inhrelid = 'w.p2'::regclass"),
    ("SELECT", "UPDATE pg_partitioned_table SET partstrat = 'l' WHERE partrelid = 'w.p1'::regclass"),
    ("GRANT SELECT ON pg_authid TO bob", "REVOKE SELECT ON pg_authid FROM bob"),
    ("SELECT", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO bob"),
    ("SELECT", "GRANT USAGE ON LANGUAGE sql TO bob; REVOKE USAGE ON LANGUAGE sql FROM PUBLIC"),
]


def test_a_change_that_shows_elsewhere(small: Watcher) -> None:
    for there, change in PRINTED:
        for sql in (there, change):
            execute(small.writer, sql)
            small.check(sql)


def test_comments_that_go_here_while_others_come_there(small: Watcher) -> None:
    """Whatever number of them: no count may be mistaken for another."""
    columns = [f"c{number}" for number in range(100)]
    assert small.run(f"CREATE TABLE w.many ({', '.join(column + ' int' for column in columns)})")
    for column in columns:
        assert small.run(f"COMMENT ON COLUMN w.many.{column} IS 'q'")
    for count in range(1, 13):
        small.check(count)
        gone = [f"COMMENT ON COLUMN w.many.{columns.pop()} IS NULL" for _ in range(count)]
        assert small.run("; ".join([*gone, f"COMMENT ON FUNCTION w.g1() IS '{count}'"]))
    small.check("at last")


def test_a_transaction_that_others_still_run(small: Watcher, database: str) -> None:
    with connect(database) as other:
        execute(other, "BEGIN; CREATE TABLE x.slow (a int); SAVEPOINT s; CREATE TABLE x.slower (a int)")
        for sql in ("CREATE TABLE x.t (a int)", "ALTER TABLE x.t ADD COLUMN b int", "DROP TABLE x.t"):
            assert small.run(sql)
            small.check(sql)
        small.live = LiveSnapshot(small.reader)
        small.check("from the beginning")
        assert small.run("CREATE TABLE x.u (a int)")
        small.check("something else")
        execute(other, "COMMIT")
        small.check("what ended")
        execute(other, "ALTER TABLE x.slow RENAME COLUMN a TO b")
        small.check("what began later")


def test_a_transaction_that_began_before_the_first_look(small: Watcher, database: str) -> None:
    with connect(database) as other:
        execute(other, "BEGIN; CREATE TABLE x.slow (a int)")
        assert small.run("CREATE TABLE x.t (a int)")
        small.live = LiveSnapshot(small.reader)
        small.check("from the beginning")
        assert small.run("DROP TABLE x.t")
        small.check("gone")
        execute(other, "COMMIT")
        small.check("what ended")


def test_a_session_whose_prepared_statements_are_gone(small: Watcher) -> None:
    for forget in ("DISCARD ALL", "DEALLOCATE ALL", "DISCARD PLANS"):
        execute(small.reader, forget)
        assert small.run("COMMENT ON TABLE w.t1 IS NULL; ALTER TABLE w.t1 ADD COLUMN z int")
        small.check(forget)
        assert small.run("ALTER TABLE w.t1 DROP COLUMN z")


def test_a_connection_without_autocommit(database: str) -> None:
    with connect(database, autocommit=False) as connection:
        live = LiveSnapshot(connection)
        assert live.read() == snapshot(connection)
        execute(connection, "CREATE TABLE t (a int)")
        assert live.read() == snapshot(connection)
        connection.rollback()


def test_the_session_is_left_as_it_was(small: Watcher) -> None:
    execute(small.reader, "SET search_path = w; SET TimeZone = 'Asia/Tokyo'")
    assert small.run("ALTER TABLE w.t1 ADD COLUMN z timestamptz DEFAULT '2020-01-01 00:00:00+00'")
    small.check("in another time zone")
    shown = small.reader.execute("SELECT current_schema, current_setting('TimeZone')").fetchone()
    assert shown == ("w", "Asia/Tokyo")


def test_what_the_server_refuses_is_told_and_then_forgotten(small: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(LiveCatalog, "report", lambda self, _: self._ask("SELECT 1 / 0"))
        with pytest.raises(ServerRefused, match="division by zero"):
            small.live.read()
    small.check("afterwards")
    small.reader.close()
    with pytest.raises(ServerRefused):
        small.live.read()


def test_objects_with_one_identity_are_always_read_together(small: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    once = LiveCatalog.whole
    monkeypatch.setattr(LiveCatalog, "whole", lambda self: [*(rows := once(self)), rows[0]])
    live = LiveSnapshot(small.reader)
    assert [identity for _, identity in live.read().objects if identity.endswith(" (number 2)")]
    monkeypatch.undo()
    assert small.run("CREATE SCHEMA z")
    assert live.read() == snapshot(small.reader)


@pytest.mark.parametrize("major", [14, 15, 16, 17, 18])
def test_every_catalog_that_is_read_is_watched(major: int) -> None:
    """Or belongs to the cluster: of that the digest holds all that is printed."""
    read = set(re.findall(r"\b(?:FROM|JOIN) (?:pg_catalog\.)?(pg_\w+)\b(?!\()", schema_query(major)))
    shared = {"pg_database", "pg_db_role_setting", "pg_subscription", "pg_user_mappings", "pg_tablespace"}
    assert len(read) > 40
    assert read - shared <= {each.catalog for each in watched(major)}


def test_an_overlay_is_the_mapping_that_it_stands_for() -> None:
    random = Random(7)
    plain: dict[int, str] = {}
    overlay: Overlay[int, str] = Overlay({})
    for _ in range(40):
        gone = random.sample(range(5000), random.choice((0, 3, 900)))
        new = {key: random.choice("abc") for key in random.sample(range(5000), random.choice((0, 3, 900)))}
        before, plain = plain, dict(plain)
        for key in gone:
            plain.pop(key, None)
        plain |= new
        changed = overlay.replaced(gone, new)
        assert dict(changed) == plain
        assert len(changed) == len(plain)
        assert changed == Overlay(plain)
        expected = {key for key in before.keys() | plain.keys() if before.get(key) != plain.get(key)}
        assert changed.differing(overlay) == overlay.differing(changed) == expected
        overlay = changed
    with pytest.raises(KeyError):
        overlay[5001]
    assert overlay != plain.keys()
