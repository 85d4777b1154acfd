"""Scripts run as psql would run them, and an error says where in the file it is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from new_migration.errors import BadInput, Place, ServerRefused
from new_migration.postgres.database import Connection, connect, execute, in_transaction, merge_conninfo, query
from new_migration.postgres.scratch import Server, scratch_server
from new_migration.postgres.scripts import Notice, query_script, run_script
from new_migration.postgres.sql import Statement


def tables(connection: Connection) -> set[str]:
    found = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    return {name for (name,) in found}


def test_runs_a_file_with_its_own_transaction(database: str) -> None:
    with connect(database) as connection:
        run_script(connection, "BEGIN;\nCREATE TABLE a (x int);\nCREATE TABLE b (x int);\nCOMMIT;\n", name="f.sql")
        assert tables(connection) == {"a", "b"}


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE INDEX CONCURRENTLY i ON t (x)",
        "VACUUM t",
        "ALTER SYSTEM SET work_mem = '5MB'",
        "DO $$ BEGIN FOR i IN 1..3 LOOP INSERT INTO t VALUES (i); COMMIT; END LOOP; END $$",
        "REINDEX INDEX CONCURRENTLY t_x_key",
    ],
)
def test_runs_what_needs_to_be_outside_a_transaction(database: str, statement: str) -> None:
    with connect(database) as connection:
        run_script(connection, f"CREATE TABLE t (x int UNIQUE);\n{statement};\nINSERT INTO t VALUES (9);", name="f.sql")
        assert connection.execute("SELECT max(x) FROM t").fetchone() == (9,)


def test_an_error_stops_the_file_and_undoes_its_transaction(database: str) -> None:
    text = "BEGIN;\nCREATE TABLE a (x int);\nSELECT emial FROM a;\nCREATE TABLE b (x int);\nCOMMIT;\n"
    with connect(database) as connection:
        with pytest.raises(ServerRefused):
            run_script(connection, text, name="f.sql")
        assert not in_transaction(connection)
        assert tables(connection) == set()


def test_an_error_outside_a_transaction_leaves_what_was_done(database: str) -> None:
    with connect(database) as connection:
        with pytest.raises(ServerRefused):
            run_script(connection, "CREATE TABLE a (x int); DROP TABLE b; CREATE TABLE c (x int)", name="f.sql")
        assert tables(connection) == {"a"}


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("SELECT 1;\n\nSELECT emial\nFROM pg_class;\n", "f.sql:3:8", 'column "emial" does not exist (SQLSTATE 42703)'),
        ("/* naïve 🐘 */ SELECT 'ä🐘', emial;", "f.sql:1:28", 'column "emial" does not exist (SQLSTATE 42703)'),
        ("SELECT 1;\r\nSELECT emial;\r\n", "f.sql:2:8", 'column "emial" does not exist (SQLSTATE 42703)'),
        (
            "BEGIN; -- why\n  DROP TABLE missing;\nCOMMIT;",
            "f.sql:2:3",
            'table "missing" does not exist (SQLSTATE 42P01)',
        ),
        (
            "CREATE TABLE t (x int PRIMARY KEY);\nINSERT INTO t VALUES (1), (1);",
            "f.sql:2:1",
            'duplicate key value violates unique constraint "t_pkey" (SQLSTATE 23505)\n'
            "detail: Key (x)=(1) already exists.",
        ),
        (
            "DO $$\nBEGIN\n  RAISE 'no' USING HINT = 'try again', DETAIL = 'because';\nEND $$",
            "f.sql:1:1",
            "no (SQLSTATE P0001)\ndetail: because\ncontext: PL/pgSQL function inline_code_block line 3 at RAISE",
        ),
        ("CREATE TABLE t (x int DEFERRABLE);", "f.sql:1:23", "misplaced DEFERRABLE clause (SQLSTATE 42601)"),
    ],
)
def test_an_error_has_its_place_in_the_file(database: str, text: str, where: str, what: str) -> None:
    with connect(database) as connection, pytest.raises(ServerRefused) as refused:
        run_script(connection, text, name="f.sql")
    assert (str(refused.value.where), refused.value.what) == (where, what)


def test_an_error_keeps_the_hint_of_the_server(database: str) -> None:
    with connect(database) as connection, pytest.raises(ServerRefused) as refused:
        run_script(connection, "DO $$ BEGIN RAISE 'no' USING HINT = 'try again'; END $$", name="f.sql")
    assert refused.value.hint == "try again"
    assert "\nhint: try again" in str(refused.value)


def test_an_error_at_commit_is_an_error(database: str) -> None:
    text = """BEGIN;
CREATE TABLE t (x int PRIMARY KEY, y int REFERENCES t DEFERRABLE INITIALLY DEFERRED);
INSERT INTO t VALUES (1, 2);
COMMIT;"""
    with connect(database) as connection:
        with pytest.raises(ServerRefused) as refused:
            run_script(connection, text, name="f.sql")
        assert tables(connection) == set()
    assert str(refused.value.where) == "f.sql:4:1"


def test_a_file_without_its_commit_is_refused(database: str) -> None:
    with connect(database) as connection:
        with pytest.raises(BadInput, match="never committed") as refused:
            run_script(connection, "-- x\nBEGIN;\nCREATE TABLE t (x int);\n", name="f.sql")
        assert tables(connection) == set()
        assert not in_transaction(connection)
    assert str(refused.value.where) == "f.sql:2:1"


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("SELECT 1;\n\\d t\n", "f.sql:2:1", "a psql command"),
        ("CREATE TABLE t (x int);\nCOPY t FROM STDIN;\n1\n2\n\\.\nSELECT 1;\n", "f.sql:2:1", "COPY … FROM STDIN"),
        ("COPY t (x, y) FROM STDIN WITH (FORMAT csv);\n1,hello\n\\.\n", "f.sql:1:1", "COPY … FROM STDIN"),
        ("SELECT 1; COPY t FROM STDIN", "f.sql:1:11", "COPY … FROM STDIN"),
        ("SELECT 1;\nCOPY pg_class TO STDOUT;", "f.sql:2:1", "COPY … TO STDOUT"),
        ("COPY t FROM '/x';\nSELEC 1;\n", "f.sql:2:1", "syntax error"),
        ("SELECT (;", "f.sql:1:9", "syntax error"),
        ("SELEC 1;", "f.sql:1:1", "syntax error"),
    ],
)
def test_what_is_no_plain_sql_is_refused_before_anything_runs(database: str, text: str, where: str, what: str) -> None:
    with connect(database) as connection:
        with pytest.raises(BadInput) as refused:
            run_script(connection, text, name="f.sql")
        assert tables(connection) == set()
    assert str(refused.value.where) == where
    assert what in refused.value.what


def test_settings_do_not_leak_into_the_next_script(database: str) -> None:
    text = """SET search_path = pg_catalog; SET lock_timeout = '7s'; CREATE TEMP TABLE t (x int);
PREPARE p AS SELECT 1; LISTEN c; DECLARE k CURSOR WITH HOLD FOR SELECT 1; CREATE ROLE leaky; SET ROLE leaky;"""
    asked = """SELECT current_setting('search_path'), current_setting('lock_timeout'), current_user,
to_regclass('pg_temp.t'), (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_cursors),
(SELECT count(*) FROM pg_listening_channels())"""
    with connect(database) as connection:
        before = connection.execute(asked).fetchone()
        run_script(connection, text, name="f.sql")
        assert connection.execute(asked).fetchone() == before
        with pytest.raises(ServerRefused):
            run_script(connection, "SET lock_timeout = '7s'; SELECT 1/0", name="f.sql")
        assert connection.execute(asked).fetchone() == before
        execute(connection, "DROP ROLE leaky")


def test_a_lock_of_the_caller_outlives_a_script(database: str) -> None:
    with connect(database) as connection, connect(database) as other:
        execute(connection, "SELECT pg_advisory_lock(7)")
        run_script(connection, "SELECT 1", name="f.sql")
        assert other.execute("SELECT pg_try_advisory_lock(7)").fetchone() == (False,)


def test_notices_are_passed_on_while_a_script_runs(database: str) -> None:
    heard: list[Notice] = []
    text = "DO $$ BEGIN RAISE WARNING 'careful' USING HINT = 'slowly'; END $$; DROP TABLE IF EXISTS missing;"
    with connect(database) as connection:
        run_script(connection, text, name="f.sql", on_notice=heard.append)
        run_script(connection, text, name="f.sql")
    assert [(notice.severity, notice.message, notice.hint) for notice in heard] == [
        ("WARNING", "careful", "slowly"),
        ("NOTICE", 'table "missing" does not exist, skipping', ""),
    ]


def test_a_script_needs_an_idle_connection(database: str) -> None:
    with connect(database, autocommit=False) as connection, pytest.raises(ValueError, match="autocommit"):
        run_script(connection, "SELECT 1", name="f.sql")
    with connect(database) as connection:
        execute(connection, "BEGIN")
        with pytest.raises(ValueError, match="transaction"):
            run_script(connection, "SELECT 1", name="f.sql")


def test_a_server_that_goes_away_is_an_error_of_the_server(database: str) -> None:
    with connect(database) as connection, pytest.raises(ServerRefused) as refused:
        run_script(connection, "SELECT 1;\nSELECT pg_terminate_backend(pg_backend_pid());", name="f.sql")
    assert str(refused.value.where) == "f.sql:2:1"


def test_query_script_returns_what_each_query_returns(database: str) -> None:
    with connect(database) as connection:
        text = "SET search_path = pg_catalog;\nSELECT 'a' AS claim, true AS holds;\nSELECT 'b'::text, NULL::boolean"
        one, other = query_script(connection, text, name="verify.sql")
    assert (one.columns, one.types, one.rows) == (("claim", "holds"), ("text", "bool"), (("a", True),))
    assert (other.rows, other.statement.offset) == ((("b", None),), text.index("SELECT 'b'"))


def test_query_script_refuses_to_write(database: str) -> None:
    with connect(database) as connection:
        with pytest.raises(ServerRefused, match="read-only"):
            query_script(connection, "CREATE TABLE t (x int)", name="verify.sql")
        run_script(connection, "CREATE TABLE t (x int)", name="f.sql")


def test_query_leaves_transaction_and_settings_alone(database: str) -> None:
    with connect(database) as connection:
        sql = "SELECT current_setting('search_path')"
        assert query(connection, sql, settings={"search_path": "pg_catalog"}) == [("pg_catalog",)]
        assert not in_transaction(connection)
        execute(connection, "BEGIN; SET LOCAL search_path = public; CREATE TABLE t (x int)")
        assert query(connection, sql, settings={"search_path": "pg_catalog"}) == [("pg_catalog",)]
        assert query(connection, sql) == [("public",)]
        execute(connection, "COMMIT")
        assert tables(connection) == {"t"}


def test_a_server_that_does_not_answer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServerRefused, match=r"hint: is the server running") as refused:
        connect(f"host={tmp_path} dbname=x password=s3cret")
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    "conninfo",
    [
        "postgresql://ada:s3cret@rest@localhost/db",
        "postgresql://ada:s3cret/rest@localhost/db",
        "postgresql://ada:s3cret%zz@localhost/db",
        "postgresql://ada:s3cret@[::1/db",
        "password=s3cret rest host=localhost",
        "host=localhost password='s3cret",
        "nonsense=1 password=s3cret",
    ],
)
def test_a_conninfo_that_cannot_be_read_is_not_quoted(conninfo: str) -> None:
    with pytest.raises(BadInput) as refused:
        connect(conninfo)
    chain = refused.value, refused.value.__cause__
    assert "s3cret" not in repr(chain)
    assert "rest" not in str(refused.value)
    assert refused.value.__suppress_context__ or not refused.value.__context__


@pytest.mark.parametrize("kind", ["url", "pairs"])
def test_a_wrong_password_is_refused_and_not_shown(kind: str) -> None:
    with scratch_server() as server:
        demand_password(server)
        folder = server.conninfo("postgres").split("host=")[1].split()[0]
        url = f"postgresql://ada:wr0ng@/postgres?host={folder}&port=5432"
        with pytest.raises(ServerRefused, match="password authentication failed") as refused:
            connect(url if kind == "url" else f"host={folder} port=5432 dbname=postgres user=ada password=wr0ng")
        assert "wr0ng" not in str(refused.value)
        with connect(url.replace("wr0ng", "r%40ght")) as connection:
            assert connection.info.user == "ada"


def demand_password(server: Server) -> None:
    with connect(server.conninfo("postgres")) as connection:
        execute(connection, "CREATE ROLE ada LOGIN PASSWORD 'r@ght'")
        (file,) = connection.execute("SHOW hba_file").fetchone() or ()
        rules = Path(file).read_text()
        Path(file).write_text(f"local all ada scram-sha-256\n{rules}")
        execute(connection, "SELECT pg_reload_conf(), pg_sleep(0.2)")


def test_merge_conninfo_replaces_parts() -> None:
    merged = merge_conninfo("postgresql://ada:p%40ss@localhost:5433/one?connect_timeout=3", dbname="two words")
    assert "dbname='two words'" in merged
    assert "password=p@ss" in merged
    assert "port=5433" in merged


class Interrupting:
    """Sends a statement of its own, and is interrupted before the answer comes."""

    def takes(self, notice: Notice) -> bool:  # noqa: ARG002
        return False

    @contextmanager
    def around(self, connection: Connection, statement: Statement, place: Place) -> Iterator[None]:  # noqa: ARG002
        connection.pgconn.send_query(b"SELECT pg_sleep(600)")
        raise KeyboardInterrupt
        yield


def test_an_interruption_between_a_statement_and_its_answer_stays_one(database: str) -> None:
    """Nothing more can be said on the connection, and what runs there is ended."""
    with connect(database) as connection:
        with pytest.raises(KeyboardInterrupt):
            run_script(connection, "SELECT 1", name="f.sql", watch=Interrupting())
        assert connection.closed
    deadline = time.monotonic() + 10
    with connect(database) as connection:
        while query(
            connection, "SELECT FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()"
        ):
            assert time.monotonic() < deadline
            time.sleep(0.02)
