"""The lock trace says of each statement what PostgreSQL really does, as measured with a second session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from new_migration.errors import ServerRefused
from new_migration.postgres.database import connect
from new_migration.postgres.scratch import Server
from new_migration.postgres.scripts import Notice, run_script
from new_migration.proof.locks import Tracer
from new_migration.proof.statement_trace import StatementTrace

BASE = """
CREATE DOMAIN plain AS int;
CREATE DOMAIN checked AS int CHECK (VALUE > 0);
CREATE TYPE color AS ENUM ('red', 'green');
CREATE TABLE parent (id bigint PRIMARY KEY);
CREATE TABLE t (
  id bigint PRIMARY KEY, k int, c varchar(50), ci varchar(50), b text, n numeric(10,2), ts timestamp, e color,
  parent_id bigint, d plain, nn int NOT NULL DEFAULT 0
);
CREATE INDEX t_ci ON t (ci);
CREATE TABLE checks (n int CONSTRAINT positive CHECK (n > 0));
CREATE TABLE child (id bigint PRIMARY KEY, t_id bigint CONSTRAINT child_t REFERENCES t);
CREATE TABLE pt (id bigint, k int NOT NULL) PARTITION BY RANGE (k);
CREATE TABLE pt_1 PARTITION OF pt FOR VALUES FROM (0) TO (100);
CREATE TABLE pt_2 PARTITION OF pt FOR VALUES FROM (100) TO (200);
CREATE TABLE free (id bigint, k int NOT NULL);
CREATE TABLE lone (x int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE VIEW v AS SELECT x FROM lone;
CREATE MATERIALIZED VIEW mv AS SELECT id FROM t;
CREATE UNIQUE INDEX mv_id ON mv (id);
CREATE SEQUENCE sq;
"""

AS, RS, RX, SUX = "ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE"
S, SRX, X, AX = "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"


@dataclass(frozen=True)
class Case:
    """A statement, what it does, what has to be there before, and the first version that knows it."""

    sql: str
    locks: dict[str, str]
    rewritten: str = ""
    scanned: str = ""
    built: str = ""
    note: str = ""
    setup: str = ""
    since: int = 0

    def __str__(self) -> str:
        return self.sql[:60]

    def agrees(self, trace: StatementTrace) -> None:
        found = (trace.rewritten, trace.scanned, trace.built)
        assert dict(trace.locks) == self.locks
        assert found == tuple(tuple(names.split()) for names in (self.rewritten, self.scanned, self.built))
        assert self.note in trace.note


ALL = "t_ci t_pkey"
CHECK = "ALTER TABLE t ADD CONSTRAINT k_set CHECK (k IS NOT NULL)"

TRANSACTIONAL = [
    # tables
    Case("CREATE TABLE new (id bigint PRIMARY KEY)", {}),
    Case("CREATE TABLE new (t_id bigint REFERENCES t)", {"t": SRX}),
    Case("CREATE TABLE new AS SELECT id FROM t", {"t": AS}),
    Case("CREATE TABLE pt_3 PARTITION OF pt FOR VALUES FROM (200) TO (300)", {"pt": AX}),
    Case(
        "CREATE TABLE pt_3 PARTITION OF pt FOR VALUES FROM (200) TO (300)",
        {"pt": AX, "pt_d": AX},
        scanned="pt_d",
        setup="CREATE TABLE pt_d PARTITION OF pt DEFAULT",
    ),
    Case("DROP TABLE child", {"child": AX, "t": AX}),
    Case("DROP TABLE lone CASCADE", {"lone": AX, "v": AX}),
    Case("ALTER TABLE t RENAME TO other", {"t": AX}),
    Case("TRUNCATE lone", {"lone": AX}, note="empties"),
    Case("TRUNCATE t CASCADE", {"t": AX, "child": AX}, note="empties"),
    Case("ALTER TABLE t SET (fillfactor = 80)", {"t": SUX}),
    Case("ALTER TABLE free SET UNLOGGED", {"free": AX}, rewritten="free"),
    Case("ALTER TABLE kid INHERIT lone", {"kid": AX, "lone": SUX}, setup="CREATE TABLE kid (x int)"),
    Case("CLUSTER t USING t_pkey", {"t": AX}, rewritten="t", built=ALL),
    # columns
    Case("ALTER TABLE t ADD COLUMN z int", {"t": AX}),
    Case("ALTER TABLE t ADD COLUMN z int NOT NULL DEFAULT 5", {"t": AX}),
    Case("ALTER TABLE t ADD COLUMN z timestamptz NOT NULL DEFAULT now()", {"t": AX}),
    Case("ALTER TABLE t ADD COLUMN z uuid DEFAULT gen_random_uuid()", {"t": AX}, rewritten="t", built=ALL),
    Case("ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS (k * 2) STORED", {"t": AX}, rewritten="t", built=ALL),
    Case("ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS (k * 2) VIRTUAL", {"t": AX}, since=18),
    Case("ALTER TABLE t ADD COLUMN z bigserial", {"t": AX}, rewritten="t", built=ALL),
    Case("ALTER TABLE t ADD COLUMN z int CHECK (z > 0)", {"t": AX}, scanned="t"),
    Case("ALTER TABLE t ADD COLUMN z int UNIQUE", {"t": AX}, built="t_z_key"),
    Case("ALTER TABLE t ADD COLUMN z bigint REFERENCES parent", {"t": AX, "parent": SRX}),
    Case(
        "ALTER TABLE t ADD COLUMN z bigint DEFAULT 1 REFERENCES parent",
        {"t": AX, "parent": SRX},
        scanned="parent t",
    ),
    Case("ALTER TABLE t ADD COLUMN z checked", {"t": AX}, rewritten="t", built=ALL),
    Case("ALTER TABLE pt ADD COLUMN z int", {"pt": AX, "pt_1": AX, "pt_2": AX}),
    Case("ALTER TABLE t DROP COLUMN ci", {"t": AX}),
    Case("ALTER TABLE t RENAME COLUMN k TO kk", {"t": AX}),
    Case("ALTER TABLE t ALTER COLUMN k SET DEFAULT 3", {"t": AX}),
    Case("ALTER TABLE t ALTER COLUMN k SET NOT NULL", {"t": AX}, scanned="t"),
    Case("ALTER TABLE t ALTER COLUMN k SET NOT NULL", {"t": AX}, note="no scan: existing constraints", setup=CHECK),
    Case("ALTER TABLE t ALTER COLUMN k SET NOT NULL", {"t": AX}, scanned="t", setup=f"{CHECK} NOT VALID"),
    Case("ALTER TABLE t ALTER COLUMN k SET NOT NULL, DROP CONSTRAINT k_set", {"t": AX}, scanned="t", setup=CHECK),
    Case("ALTER TABLE t ADD CONSTRAINT k_set NOT NULL k NOT VALID", {"t": AX}, since=18),
    Case(
        "ALTER TABLE t VALIDATE CONSTRAINT k_set",
        {"t": SUX},
        scanned="t",
        setup="ALTER TABLE t ADD CONSTRAINT k_set NOT NULL k NOT VALID",
        since=18,
    ),
    Case("ALTER TABLE t ALTER COLUMN nn DROP NOT NULL", {"t": AX}),
    Case("ALTER TABLE t ALTER COLUMN k SET STATISTICS 500", {"t": SUX}),
    Case("ALTER TABLE t ALTER COLUMN b SET STORAGE EXTERNAL", {"t": AX}),
    # types
    Case("ALTER TABLE t ALTER COLUMN c TYPE varchar(100)", {"t": AX}),
    Case("ALTER TABLE t ALTER COLUMN c TYPE varchar(20)", {"t": AX}, rewritten="t", built=ALL),
    Case("ALTER TABLE t ALTER COLUMN ci TYPE text", {"t": AX}),
    Case('ALTER TABLE t ALTER COLUMN ci TYPE varchar(50) COLLATE "POSIX"', {"t": AX}, built="t_ci"),
    Case("ALTER TABLE t ALTER COLUMN k TYPE bigint", {"t": AX}, rewritten="t", built=ALL),
    Case("ALTER TABLE t ALTER COLUMN k TYPE plain", {"t": AX}),
    Case("ALTER TABLE t ALTER COLUMN n TYPE numeric(12,2)", {"t": AX}),
    Case("ALTER TABLE t ALTER COLUMN n TYPE numeric(12,4)", {"t": AX}, rewritten="t", built=ALL),
    Case("ALTER TABLE t ALTER COLUMN ts TYPE timestamptz", {"t": AX}),
    Case(
        "ALTER TABLE t ALTER COLUMN ts TYPE timestamptz USING ts AT TIME ZONE 'UTC'",
        {"t": AX},
        rewritten="t",
        built=ALL,
    ),
    Case("ALTER TABLE t ALTER COLUMN e TYPE text", {"t": AX}, rewritten="t", built=ALL),
    Case(
        "ALTER TABLE t ALTER COLUMN c TYPE text",
        {"t": AX},
        scanned="t",
        setup="ALTER TABLE t ADD CHECK (c <> 'zz')",
    ),
    # constraints
    Case("ALTER TABLE t ADD CONSTRAINT ck CHECK (k > 0)", {"t": AX}, scanned="t"),
    Case("ALTER TABLE t ADD CONSTRAINT ck CHECK (k > 0) NOT VALID", {"t": AX}),
    Case("ALTER TABLE t VALIDATE CONSTRAINT k_set", {"t": SUX}, scanned="t", setup=f"{CHECK} NOT VALID"),
    Case("ALTER TABLE checks DROP CONSTRAINT positive", {"checks": AX}),
    Case("ALTER TABLE t ADD CONSTRAINT uq UNIQUE (k)", {"t": AX}, built="uq"),
    Case("ALTER TABLE t ADD CONSTRAINT uq UNIQUE USING INDEX i", {"t": AX}, setup="CREATE UNIQUE INDEX i ON t (k)"),
    Case("ALTER TABLE free ADD PRIMARY KEY (id)", {"free": AX}, scanned="free", built="free_pkey"),
    Case(
        "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (parent_id) REFERENCES parent",
        {"t": SRX, "parent": SRX},
        scanned="parent t",
    ),
    Case(
        "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (parent_id) REFERENCES parent NOT VALID",
        {"t": SRX, "parent": SRX},
    ),
    Case(
        "ALTER TABLE t VALIDATE CONSTRAINT fk",
        {"t": SUX, "parent": RS},
        scanned="parent t",
        setup="ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (parent_id) REFERENCES parent NOT VALID",
    ),
    Case("ALTER TABLE child DROP CONSTRAINT child_t", {"child": AX, "t": AX}),
    # indexes
    Case("CREATE INDEX i ON t (k)", {"t": S}, built="i"),
    Case("DROP INDEX t_ci", {"t": AX}),
    Case("REINDEX INDEX t_ci", {"t": S, "t_ci": AX}, built="t_ci"),
    Case("REINDEX TABLE t", {"t": S, "t_ci": AX, "t_pkey": AX}, built=ALL),
    Case("ALTER INDEX t_ci RENAME TO t_cj", {"t_ci": SUX}),
    Case("CREATE INDEX i ON pt (id)", {"pt": S, "pt_1": S, "pt_2": S}, built="pt_1_id_idx pt_2_id_idx"),
    Case("CREATE INDEX i ON ONLY pt (id)", {"pt": S}),
    # partitions
    Case(
        "ALTER TABLE pt ATTACH PARTITION free FOR VALUES FROM (200) TO (300)",
        {"free": AX, "pt": SUX},
        scanned="free",
    ),
    Case(
        "ALTER TABLE pt ATTACH PARTITION free FOR VALUES FROM (200) TO (300)",
        {"free": AX, "pt": SUX},
        note="no scan: partition constraint",
        setup="ALTER TABLE free ADD CHECK (k >= 200 AND k < 300)",
    ),
    Case("ALTER TABLE pt DETACH PARTITION pt_2", {"pt": AX, "pt_2": AX}),
    # the rest
    Case("ALTER TYPE color ADD VALUE 'blue'", {}),
    Case("ALTER DOMAIN plain ADD CONSTRAINT p CHECK (VALUE > 0)", {"t": S}, scanned="t"),
    Case("ALTER DOMAIN plain ADD CONSTRAINT p CHECK (VALUE > 0) NOT VALID", {}),
    Case("CREATE VIEW w AS SELECT id FROM t", {"t": AS}),
    Case("CREATE OR REPLACE VIEW v AS SELECT x, x + 1 AS y FROM lone", {"v": AX, "lone": AS}),
    Case("REFRESH MATERIALIZED VIEW mv", {"mv": AX, "t": AS}, rewritten="mv", built="mv_id"),
    Case("REFRESH MATERIALIZED VIEW CONCURRENTLY mv", {"mv": X, "t": AS}),
    Case("CREATE TRIGGER tg BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()", {"t": SRX}),
    Case("COMMENT ON TABLE t IS 'x'", {"t": SUX}),
    Case("ALTER TABLE t ENABLE ROW LEVEL SECURITY", {"t": AX}),
    Case("CREATE POLICY p ON t USING (k > 0)", {"t": AX}),
    Case("ALTER SEQUENCE sq INCREMENT 2", {"sq": SRX}),
    Case("CREATE STATISTICS st ON k, c FROM t", {"t": SUX}),
    Case("ANALYZE t", {"t": SUX}),
    Case("UPDATE t SET k = 2", {"t": RX}),
    Case("DO $$ BEGIN ALTER TABLE t ADD COLUMN z int; UPDATE lone SET x = 1; END $$", {"t": AX, "lone": RX}),
]

DOCUMENTED = "locks from the documentation"
LONE = [
    Case("CREATE INDEX CONCURRENTLY i ON t (k)", {"t": SUX}, built="i", note=DOCUMENTED),
    Case("CREATE UNIQUE INDEX CONCURRENTLY ON public.t (k)", {"t": SUX}, built="t_k_idx", note=DOCUMENTED),
    Case("DROP INDEX CONCURRENTLY t_ci", {"t": SUX}, note=DOCUMENTED),
    Case("DROP INDEX CONCURRENTLY IF EXISTS missing", {}, note=DOCUMENTED),
    Case("REINDEX INDEX CONCURRENTLY t_ci", {"t": SUX}, built="t_ci", note=DOCUMENTED),
    Case("REINDEX (CONCURRENTLY) TABLE t", {"t": SUX}, built=ALL, note=DOCUMENTED),
    Case(
        "REINDEX TABLE pt",
        {"pt_1": S, "pt_1_id_idx": AX, "pt_2": S, "pt_2_id_idx": AX},
        built="pt_1_id_idx pt_2_id_idx",
        note=DOCUMENTED,
        setup="CREATE INDEX ON pt (id)",
    ),
    Case("VACUUM t", {"t": SUX}, note=DOCUMENTED),
    Case("VACUUM FULL lone", {"lone": AX}, rewritten="lone", note=DOCUMENTED),
    Case("CLUSTER", {"t": AX}, rewritten="t", built=ALL, note=DOCUMENTED, setup="ALTER TABLE t CLUSTER ON t_ci"),
    Case(
        "CLUSTER pt USING i",
        {"pt_1": AX, "pt_2": AX},
        rewritten="pt_1 pt_2",
        built="pt_1_id_idx pt_2_id_idx",
        note=DOCUMENTED,
        setup="CREATE INDEX i ON pt (id)",
        since=15,
    ),
    Case("ALTER TABLE pt DETACH PARTITION pt_2 CONCURRENTLY", {"pt": SUX, "pt_2": AX}, note=DOCUMENTED),
    Case("ALTER SYSTEM RESET work_mem", {}),
    Case(
        "DO $$ BEGIN UPDATE t SET k = 1; COMMIT; UPDATE t SET k = 2; END $$", {}, note="may end its transaction itself"
    ),
    Case("CALL p()", {}, note="not traced", setup="CREATE PROCEDURE p() LANGUAGE sql AS 'UPDATE t SET k = 1'"),
]


@pytest.fixture(scope="module")
def base(server: Server) -> Iterator[str]:
    """A database of which each test gets a copy."""
    name = server.create_database()
    with connect(server.conninfo(name)) as connection:
        run_script(connection, BASE, name="base.sql")
    yield name
    server.drop_database(name)


def traces(server: Server, base: str, script: str, setup: str = "") -> tuple[StatementTrace, ...]:
    """The traces of a script that runs after ``setup`` on a copy of the database ``base``."""
    tracer = Tracer()
    with server.database(base) as conninfo, connect(conninfo) as connection:
        run_script(connection, setup, name="setup.sql")
        run_script(connection, script, name="f.sql", watch=tracer)
        assert connection.execute("SHOW client_min_messages").fetchone() == ("notice",)
    return tracer.traces


@pytest.mark.parametrize("case", TRANSACTIONAL, ids=str)
def test_a_statement_in_a_transaction_and_by_itself(server: Server, base: str, case: Case) -> None:
    if server.version // 10000 < case.since:
        with pytest.raises(ServerRefused):
            traces(server, base, case.sql, case.setup)
        return
    (inside,) = traces(server, base, f"BEGIN; SET LOCAL lock_timeout = '2s';\n{case.sql};\nCOMMIT;", case.setup)
    case.agrees(inside)
    (alone,) = traces(server, base, f"\n{case.sql}", case.setup)
    assert alone == inside


@pytest.mark.parametrize("case", LONE, ids=str)
def test_a_statement_that_cannot_run_in_a_transaction(server: Server, base: str, case: Case) -> None:
    if server.version // 10000 < case.since:
        return
    (trace,) = traces(server, base, case.sql, case.setup)
    case.agrees(trace)


def test_it_is_told_in_the_words_of_people(server: Server, base: str) -> None:
    script = """BEGIN;
CREATE TABLE new (id bigint);
ALTER TABLE new ADD COLUMN parent_id bigint REFERENCES parent;
ALTER TABLE t ADD COLUMN z int UNIQUE;
ALTER TABLE t
  ALTER COLUMN k SET NOT NULL;
UPDATE new SET id = 1;
COMMIT;
VACUUM new;
CREATE INDEX CONCURRENTLY i ON t (k);
"""
    assert [str(trace) for trace in traces(server, base, script)] == [
        "line 2 CREATE TABLE: no lock on what was there before",
        "line 3 ALTER TABLE: SHARE ROW EXCLUSIVE on parent (blocks writes)",
        "line 4 ALTER TABLE: ACCESS EXCLUSIVE on t (blocks reads and writes); builds t_z_key; "
        "held from before: SHARE ROW EXCLUSIVE on parent (blocks writes)",
        "line 5 ALTER TABLE: no new lock; scans t; held from before: "
        "ACCESS EXCLUSIVE on t (blocks reads and writes), SHARE ROW EXCLUSIVE on parent (blocks writes)",
        "line 7 UPDATE: no new lock",
        "line 9 VACUUM: locks from the documentation: it cannot run in a transaction",
        "line 10 CREATE INDEX CONCURRENTLY: SHARE UPDATE EXCLUSIVE on t (blocks neither reads nor writes); builds i; "
        "locks from the documentation: it cannot run in a transaction",
    ]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("CREATE OR REPLACE VIEW v AS SELECT x FROM lone", "CREATE OR REPLACE VIEW"),
        ("create unique index concurrently if not exists i on t (k)", "CREATE UNIQUE INDEX CONCURRENTLY"),
        ("DROP TABLE IF EXISTS lone CASCADE", "DROP TABLE"),
        ("ALTER TABLE ONLY data ADD COLUMN z int", "ALTER TABLE"),
        ("INSERT INTO data VALUES (1)", "INSERT INTO"),
        ("DELETE FROM data", "DELETE FROM"),
        ("UPDATE data SET x = 1", "UPDATE"),
        ("SELECT 1", "SELECT"),
        ("DO $$ BEGIN END $$", "DO"),
        ("COMMENT ON COLUMN data.x IS 'y'", "COMMENT ON COLUMN"),
        ("WITH a AS (SELECT 1) SELECT * FROM a", "WITH"),
        ("-- why\nGRANT SELECT ON data TO postgres", "GRANT SELECT"),
    ],
)
def test_the_first_words_of_a_statement(server: Server, base: str, sql: str, words: str) -> None:
    (trace,) = traces(server, base, sql, "CREATE TABLE data (x int)")
    assert trace.statement == words


def test_names_are_written_as_in_sql_and_of_the_time(server: Server, base: str) -> None:
    setup = 'CREATE SCHEMA "b c"; CREATE TABLE "b c"."order" (x int); CREATE TABLE "t""" (x int)'
    script = '''ALTER TABLE "b c"."order" ALTER COLUMN x SET NOT NULL;
ALTER TABLE "t""" ALTER COLUMN x SET NOT NULL; ALTER TABLE "t""" RENAME TO u; ALTER TABLE u ADD CHECK (x > 0);'''
    first, second, _, last = traces(server, base, script, setup)
    assert (first.locks, first.scanned) == ({'"b c"."order"': AX}, ('"b c"."order"',))
    assert (second.locks, second.scanned) == ({'"t"""': AX}, ('"t"""',))
    assert (last.locks, last.scanned) == ({"u": AX}, ("u",))


def test_a_table_of_the_same_name_elsewhere_is_not_meant(server: Server, base: str) -> None:
    setup = "CREATE SCHEMA app; CREATE TABLE app.t (k int)"
    (trace,) = traces(server, base, "ALTER TABLE t ALTER COLUMN k SET NOT NULL", setup)
    assert trace.scanned == ("t",)


def test_locks_of_a_savepoint_that_is_rolled_back_can_be_taken_again(server: Server, base: str) -> None:
    script = """BEGIN; SAVEPOINT a; ALTER TABLE t ADD COLUMN z int; ROLLBACK TO a;
ALTER TABLE t ADD COLUMN z int; RELEASE a; COMMIT;"""
    assert [trace.locks for trace in traces(server, base, script)] == [{"t": AX}, {"t": AX}]


def test_each_lock_is_told_once_in_its_transaction(server: Server, base: str) -> None:
    script = "BEGIN; LOCK TABLE t IN SHARE MODE; UPDATE t SET k = 1; ALTER TABLE t ADD COLUMN z int; COMMIT;"
    found = [(trace.locks, trace.held) for trace in traces(server, base, script)]
    assert found == [({"t": S}, {}), ({"t": RX}, {"t": S}), ({"t": AX}, {"t": S})]


def heard(server: Server, base: str, script: str, tracer: Tracer | None) -> list[tuple[str, str]]:
    notices: list[Notice] = []
    with server.database(base) as conninfo, connect(conninfo) as connection:
        run_script(connection, script, name="f.sql", watch=tracer, on_notice=notices.append)
    return [(notice.severity, notice.message) for notice in notices]


SPEAKS = "DO $$ BEGIN RAISE WARNING 'w'; RAISE NOTICE 'n'; RAISE INFO 'i'; RAISE LOG 'l'; RAISE DEBUG 'd'; END $$;\n"


@pytest.mark.parametrize("level", ["", *(f"SET client_min_messages = {name};" for name in ("error", "warning", "log"))])
@pytest.mark.parametrize("frame", ["{}", "BEGIN; {} COMMIT;"])
def test_the_caller_hears_what_it_would_hear_without_a_trace(server: Server, base: str, level: str, frame: str) -> None:
    work = f"{level} {SPEAKS} DROP TABLE IF EXISTS missing; ALTER TABLE t ALTER COLUMN k SET NOT NULL; {SPEAKS}"
    script = frame.format(work)
    assert heard(server, base, script, Tracer()) == heard(server, base, script, None)


def test_a_setting_of_the_script_stays(server: Server, base: str) -> None:
    script = (
        "DO $$ BEGIN PERFORM set_config('client_min_messages', 'warning', false); RAISE NOTICE 'n'; END $$;\n" + SPEAKS
    )
    assert heard(server, base, script, Tracer()) == [("WARNING", "w"), ("INFO", "i")]


def test_settings_of_the_script_do_not_stop_the_trace(server: Server, base: str) -> None:
    setup = "CREATE ROLE reader; GRANT UPDATE, SELECT ON lone TO reader; GRANT USAGE ON SCHEMA public TO reader"
    script = """BEGIN; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SET LOCAL search_path = public, pg_catalog;
SET LOCAL statement_timeout = '1s'; SET LOCAL ROLE reader; UPDATE lone SET x = 1; COMMIT;"""
    try:
        (trace,) = traces(server, base, script, setup)
        assert trace.locks == {"lone": RX}
    finally:
        with connect(server.maintenance) as connection:
            run_script(connection, "DROP ROLE reader", name="f.sql")


@pytest.mark.parametrize(
    "script", ["LOCK TABLE t", "DECLARE c CURSOR FOR SELECT 1", "BEGIN; REINDEX TABLE CONCURRENTLY t", "DO 'BEGIN /*'"]
)
def test_what_is_refused_without_a_trace_is_refused_with_it(server: Server, base: str, script: str) -> None:
    with pytest.raises(ServerRefused):
        traces(server, base, script)


def test_an_error_at_the_end_of_our_transaction_has_its_place(server: Server, base: str) -> None:
    table = "CREATE TABLE a (x int PRIMARY KEY, y int REFERENCES a DEFERRABLE INITIALLY DEFERRED);"
    script = f"{table}\n  INSERT INTO a VALUES (1, 2)"
    with pytest.raises(ServerRefused, match="violates foreign key") as refused:
        traces(server, base, script)
    assert str(refused.value.where) == "f.sql:2:3"


def test_an_error_ends_the_trace_and_leaves_the_connection_as_it_was(server: Server, base: str) -> None:
    tracer = Tracer()
    notices: list[Notice] = []
    with server.database(base) as conninfo, connect(conninfo) as connection:
        with pytest.raises(ServerRefused):
            run_script(
                connection, "UPDATE t SET k = 1; SELECT 1/0", name="f.sql", watch=tracer, on_notice=notices.append
            )
        assert connection.execute("SHOW client_min_messages").fetchone() == ("notice",)
    assert [trace.statement for trace in tracer.traces] == ["UPDATE"]
    assert notices == []


def test_a_trace_changes_nothing_of_what_a_script_does(server: Server, base: str) -> None:
    script = """CREATE TABLE a (x xid8); INSERT INTO a VALUES (pg_current_xact_id());
BEGIN; INSERT INTO a VALUES (pg_current_xact_id()); SAVEPOINT s; INSERT INTO a VALUES (pg_current_xact_id()); COMMIT;"""
    with server.database(base) as conninfo, connect(conninfo) as connection:
        run_script(connection, script, name="f.sql", watch=Tracer())
        assert connection.execute("SELECT count(*), count(DISTINCT x) FROM a").fetchone() == (3, 2)
