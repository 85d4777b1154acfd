"""Files that are no migrations: one clear error that names the file, and a database as it was."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from new_migration.postgres.database import connect, execute
from new_migration.postgres.scratch import Server
from new_migration.postgres.snapshot import Snapshot, snapshot

if TYPE_CHECKING:
    from tests.conftest import Ran, Site

Migration = Callable[..., "Ran"]

ROW = "INSERT INTO schema_migrations (migration_name, executed_at) VALUES ('001_a', now());"
NOTHING = "there is nothing in this file to apply"
PSQL = "a psql command (\\…) is not SQL"


def whole(body: str) -> str:
    """A transaction, whose first line is the file's second one."""
    return f"BEGIN;\n{body}\n{ROW}\nCOMMIT;\n"


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[str]:
    """One database for all: none of these changes it."""
    with server.database() as conninfo:
        with connect(conninfo) as connection:
            for statement in (
                "CREATE TABLE schema_migrations (migration_id serial PRIMARY KEY,"
                " migration_name varchar(255) UNIQUE NOT NULL, executed_at timestamp DEFAULT now())",
                "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL CHECK (n > 0))",
                "CREATE TABLE u (id int REFERENCES t DEFERRABLE INITIALLY DEFERRED)",
                "CREATE VIEW v AS SELECT n FROM t",
                "INSERT INTO t VALUES (1, 1)",
            ):
                execute(connection, statement)
        yield conninfo


@pytest.fixture(scope="module")
def schema(database: str) -> Snapshot:
    """Of that database."""
    with connect(database) as connection:
        return snapshot(connection)


@pytest.fixture
def unchanged(site: Site, schema: Snapshot) -> Iterator[None]:
    """Sees that neither the schema nor a row has changed."""
    rows = "SELECT (SELECT count(*) FROM t), (SELECT count(*) FROM u), (SELECT count(*) FROM schema_migrations)"
    yield
    with connect(site.conninfo) as connection:
        assert (snapshot(connection), execute(connection, rows)) == (schema, [(1, 0, 0)])


EMPTY: list[str | bytes] = [
    "", " ", "\n\n\n", "\t\r\n", ";", ";;\n;", "-- x", "-- x\n;\n", "/* x */", "/* a /* nested */ */;",
    "-- a\n/* b */\n-- c", b"\xef\xbb\xbf", b"\xef\xbb\xbf-- x\r\n",
]  # fmt: skip

NOT_TEXT = [
    b"\xff\xfeS\x00E\x00L\x00", b"\xfe\xff\x00S", b"SELECT 'caf\xe9';", b"-- caf\xe9\nSELECT 1;", b"SELECT 1; -- \xc3",
    b"SELECT '\xed\xa0\x80';", b"SELECT '\xc0\xaf';", b"\x80", b"\x1f\x8b\x08\x00\xff\xff", b"PK\x03\x04\xff",
]  # fmt: skip

CONTROL = [
    "SELECT 1\0;",
    "SELECT 1;\0",
    "\0",
    "SELECT '\x1b[31m';",
    "SELECT '\x08';",
    "SELECT 1;\x1a",
    "-- \x07\nSELECT 1;",
]

META = [
    "\\i other.sql", "\\c other", "\\set x 1", "\\echo hi", "SELECT 1 \\gexec", "SELECT 1;\n\\d t", "\\copy t FROM 'x'",
    "\\connect - postgres", "\\if true\nSELECT 1;\n\\endif", "\\timing", "\\! rm -rf /", "BEGIN;\n\\ir x.sql\nCOMMIT;",
    "\\restrict abcdef",
]  # fmt: skip

# What is no SQL, and where.
NO_SQL = [
    ("SELEC 1;", "1:1"),
    ("SELECT (1;", "1:10"),
    ("SELECT 1);", "1:9"),
    ("SELECT 'x;", "1:8"),
    ("SELECT $$ x;", "1:8"),
    ("SELECT 1 /* x", "1:10"),
    ('SELECT "x;', "1:8"),
    ("SELECT `x`;", "1:11"),
    ("DELIMITER //", "1:1"),
    ("SELECT 1;\nGO", "2:1"),
    ("CREATE TABLE x (y int,);", "1:23"),
    ("<<<<<<< HEAD\nSELECT 1;", "1:1"),
    ("SELECT 1;\n=======\nSELECT 2;", "2:1"),
    ("```sql\nSELECT 1;\n```", "1:1"),
    ("TODO", "1:1"),
    ("<html>", "1:1"),
    ('{"sql": "SELECT 1"}', "1:1"),
    ("psql -c 'SELECT 1'", "1:1"),
    ("SELECT {{ x }};", "1:8"),
    ("// x\nSELECT 1;", "1:1"),
    ("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "1:1"),
    ("# x\nSELECT 1;", "1:1"),
    ("SELECT ‘x’ y z;", ""),
    ("SELECT\xa01;", "1:1"),
    ("\u200bSELECT 1;", "1:1"),
    ("ALTER TABLE t ADD COLUM x int y;", ""),
    ("SELECT :x;", "1:8"),
    ("SELECT :'x';", "1:8"),
    ("SELECT $1 $2;", ""),
    ("CREATE TABLE t (\n  id int\n  n int\n);", "3:3"),
    ("INSERT INTO t VALUES (1, 2", ""),
    ("DROP TABEL t;", "1:6"),
    ("CREATE FUNCTION f() RETURNS int AS 'x", ""),
    ("BEGIN;\nSELECT 1;\nEND IF;", ""),
    ("SELECT 1 FROM t WHERE;", ""),
    ("UPDATE t n = 2;", "1:12"),
    ("-- x\n\n  EXIT", "3:3"),
    ("EXEC sp_help;", "1:1"),
    ("USE app;", "1:1"),
    ("SHOW TABLES LIKE 'x';", ""),
    ("DESCRIBE t;", "1:1"),
    ("?", "1:1"),
    ("CREATE TABLE x (y int) ENGINE = InnoDB;", ""),
    ("SELECT TOP 1 * FROM t;", ""),
    ("CREATE OR REPLACE TABLE x (y int);", ""),
    ("ALTER TABLE t MODIFY n int;", ""),
    ("SELECT * FROM t WHERE n == 1 AND;", ""),
    ("INSERT IGNORE INTO t VALUES (1);", "1:8"),
]

# What a script of one transaction must not do: text, line:column, message.
TRANSACTIONS = [
    (whole("SELECT 1;") + whole("SELECT 2;"), "5:1", "a second transaction"),
    ("BEGIN;\nSELECT 1;\nCOMMIT;\nBEGIN;\n" + ROW + "\nCOMMIT;", "4:1", "a second transaction"),
    (whole("BEGIN;"), "2:1", "a second transaction"),
    (whole("START TRANSACTION;"), "2:1", "a second transaction"),
    ("BEGIN;\nSELECT 1;\n" + ROW, "1:1", "never committed"),
    ("SELECT 1;\nBEGIN;\n" + ROW, "2:1", "never committed"),
    ("START TRANSACTION;\n" + ROW, "1:1", "never committed"),
    ("SELECT 1;\n" + ROW + "\nCOMMIT;", "3:1", "this COMMIT has no BEGIN"),
    ("SELECT 1;\n" + ROW + "\nEND;", "3:1", "this COMMIT has no BEGIN"),
    ("COMMIT;\n" + whole("SELECT 1;"), "1:1", "this COMMIT has no BEGIN"),
    ("BEGIN;\n" + ROW + "\nROLLBACK;", "3:1", "this takes everything back"),
    ("BEGIN;\n" + ROW + "\nABORT;", "3:1", "this takes everything back"),
    (whole("ROLLBACK;"), "2:1", "this takes everything back"),
    ("ROLLBACK;\n" + whole("SELECT 1;"), "1:1", "this takes everything back"),
    (whole("SELECT 1;") + "ROLLBACK;", "5:1", "this takes everything back"),
    ("BEGIN;\n" + ROW + "\nPREPARE TRANSACTION 'x';", "3:1", "two-phase commit"),
    ("COMMIT PREPARED 'x';\n" + ROW, "1:1", "two-phase commit"),
    ("ROLLBACK PREPARED 'x';\n" + ROW, "1:1", "two-phase commit"),
    ("BEGIN;\n" + ROW + "\nCOMMIT AND CHAIN;", "3:1", "AND CHAIN begins a second transaction"),
    ("BEGIN;\n" + ROW + "\nROLLBACK AND CHAIN;\nCOMMIT;", "3:1", "this takes everything back"),
    (whole("SELECT 1;") + "SELECT 2;", "5:1", "after the COMMIT"),
    (whole("SELECT 1;") + "CREATE TABLE late (x int);", "5:1", "after the COMMIT"),
    (whole("SELECT 1;") + "CREATE INDEX CONCURRENTLY i ON t (n);", "5:1", "after the COMMIT"),
    ("BEGIN;\nSELECT 1;\nCOMMIT;\n" + ROW, "4:1", "after the COMMIT"),
    (ROW + "\nBEGIN;\nSELECT 1;\nCOMMIT;", "1:1", "outside the transaction"),
    (whole("SELECT 1;").replace("001_a", "002_b"), "3:1", "this is about '002_b', but the migration is 001_a"),
    (whole("SELECT 1;").replace("001_a", "001_A"), "3:1", "this is about '001_A', but the migration is 001_a"),
    (whole("SELECT 1;").replace("001_a", "001_a.sql"), "3:1", "this is about '001_a.sql'"),
    (whole("SELECT 1;").replace("001_a", "a"), "3:1", "this is about 'a', but the migration is 001_a"),
    (f"{ROW}\nCREATE TABLE late (x int);", "2:1", "this stands after the tracking row"),
    ("CREATE TABLE late (x int);\nCREATE TABLE later (x int);", "", "does not change schema_migrations"),
    ("CREATE INDEX CONCURRENTLY i ON t (n);", "", "does not change schema_migrations"),
    ("BEGIN;\nCREATE TABLE late (x int);\nCOMMIT;", "3:1", "this script does not record 001_a"),
    (whole("COPY t FROM STDIN;"), "2:1", "COPY … FROM STDIN needs psql"),
    (whole("COPY t FROM STDIN;\n1\t2\n\\."), "2:1", "COPY … FROM STDIN needs psql"),
    (whole("COPY t (id, n) FROM STDIN WITH (FORMAT csv);\n1,2\n\\."), "2:1", "COPY … FROM STDIN needs psql"),
    (whole("COPY t TO STDOUT;"), "2:1", "COPY … TO STDOUT needs psql"),
]

# What the server refuses in a transaction: statement, message.
REFUSED = [
    ("SELECT nothing FROM t;", 'column "nothing" does not exist'),
    ("SELECT 1 FROM nowhere;", 'relation "nowhere" does not exist'),
    ("SELECT f(1);", "function f(integer) does not exist"),
    ("CREATE TABLE x (y nosuchtype);", 'type "nosuchtype" does not exist'),
    ("CREATE TABLE x (y int);\nSELECT 1 / 0;", "division by zero"),
    ("CREATE TABLE t (x int);", 'relation "t" already exists'),
    ("CREATE INDEX CONCURRENTLY i ON t (n);", "cannot run inside a transaction block"),
    ("VACUUM t;", "cannot run inside a transaction block"),
    ("CREATE DATABASE x;", "cannot run inside a transaction block"),
    ("ALTER SYSTEM SET work_mem = '5MB';", "cannot run inside a transaction block"),
    ("REINDEX TABLE CONCURRENTLY t;", "cannot run inside a transaction block"),
    ("INSERT INTO t VALUES (1, 1);", 'duplicate key value violates unique constraint "t_pkey"'),
    ("INSERT INTO t VALUES (2, NULL);", 'null value in column "n"'),
    ("INSERT INTO t VALUES (2, -1);", "violates check constraint"),
    ("INSERT INTO u VALUES (7);", "violates foreign key constraint"),
    ("INSERT INTO t VALUES ('x', 1);", "invalid input syntax for type integer"),
    ("INSERT INTO t VALUES (99999999999, 1);", "integer out of range"),
    ("INSERT INTO t (nothing) VALUES (1);", 'column "nothing" of relation "t" does not exist'),
    ("ALTER TABLE t ALTER n TYPE bigint;", "cannot alter type of a column used by a view"),
    ("ALTER TABLE t DROP COLUMN n;", "other objects depend on it"),
    ("DROP TABLE t;", "other objects depend on it"),
    ("DROP TABLE nowhere;", 'table "nowhere" does not exist'),
    ("ALTER TABLE t ADD CHECK (n > 1);", "is violated by some row"),
    ("ALTER TABLE t ADD x int NOT NULL;", "contains null values"),
    ("SET LOCAL ROLE nobody_here;", 'role "nobody_here" does not exist'),
    ("SET LOCAL no_such_setting = 1;", "unrecognized configuration parameter"),
    ("SET LOCAL statement_timeout = '20ms';\nSELECT pg_sleep(600);", "canceling statement due to statement timeout"),
    ("SET TRANSACTION READ ONLY;\nCREATE TABLE x (y int);", "cannot execute CREATE TABLE in a read-only transaction"),
    ("DO $$ BEGIN RAISE EXCEPTION 'no'; END $$;", "no (SQLSTATE P0001)"),
    ("DO $$ BEGIN COMMIT; END $$;", "invalid transaction termination"),
    ("DO $$ BEGIN nonsense; END $$;", 'syntax error at or near "nonsense"'),
    ("SAVEPOINT a;\nROLLBACK TO SAVEPOINT b;", 'savepoint "b" does not exist'),
    ("RELEASE SAVEPOINT b;", 'savepoint "b" does not exist'),
    ("EXECUTE nothing;", 'prepared statement "nothing" does not exist'),
    ("FETCH nothing;", 'cursor "nothing" does not exist'),
    ("COPY t FROM '/nowhere/at/all';", "could not open file"),
    ("LOAD 'no_such_library';", "could not access file"),
    ("CREATE EXTENSION no_such_extension;", 'extension "no_such_extension" is not available'),
    ("SELECT E'\\xff';", "invalid byte sequence for encoding"),
    ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT x';", 'column "x" does not exist'),
    ("CREATE TYPE e AS ENUM ('a');\nSELECT 'b'::e;", "invalid input value for enum"),
    ("GRANT SELECT ON t TO nobody_here;", 'role "nobody_here" does not exist'),
    ("COMMENT ON COLUMN t.nothing IS 'x';", 'column "nothing" of relation "t" does not exist'),
    ("INSERT INTO schema_migrations (name) VALUES ('001_a');", 'column "name" of relation'),
    (ROW, "duplicate key value violates unique constraint"),
]  # fmt: skip


@pytest.mark.usefixtures("unchanged")
def test_another_name_is_recorded(site: Site, migration: Migration) -> None:
    site.put("001_a.sql", whole("SELECT 1;").replace("001_a", "001_b"))
    refused(migration("apply"), "this is about '001_b'", "hint: the name that is recorded is that of the file")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("content", EMPTY, ids=ascii)
def test_nothing_in_it(content: str | bytes, site: Site, migration: Migration) -> None:
    site.put("001_a.sql", content)
    refused(migration("apply"), NOTHING)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("content", NOT_TEXT, ids=ascii)
def test_not_utf_8(content: bytes, site: Site, migration: Migration) -> None:
    site.put("001_a.sql", content)
    refused(migration("apply"), "of this file is not UTF-8", "hint: save the file as UTF-8")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("content", CONTROL, ids=ascii)
def test_control_characters(content: str, site: Site, migration: Migration) -> None:
    site.put("001_a.sql", content)
    refused(migration("apply"), "control character U+00", " is not allowed")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("content", META, ids=ascii)
def test_commands_of_psql(content: str, site: Site, migration: Migration) -> None:
    site.put("001_a.sql", content)
    refused(migration("apply"), PSQL, "hint: write it as SQL")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(("content", "place"), NO_SQL, ids=[ascii(content)[:40] for content, _ in NO_SQL])
def test_no_sql(content: str, place: str, site: Site, migration: Migration) -> None:
    site.put("001_a.sql", content)
    ran = migration("apply")
    refused(ran, f"001_a.sql:{place}:" if place else "001_a.sql:", "\n  ", "^")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(("content", "place", "message"), TRANSACTIONS, ids=[each[0][:60] for each in TRANSACTIONS])
def test_transactions(content: str, place: str, message: str, site: Site, migration: Migration) -> None:
    site.put("001_a.sql", content)
    refused(migration("apply"), f"001_a.sql:{place}: " if place else "001_a.sql: ", message)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(("statement", "message"), REFUSED, ids=[each[0][:50] for each in REFUSED])
def test_what_the_server_refuses(statement: str, message: str, site: Site, migration: Migration) -> None:
    site.put("001_a.sql", whole(statement))
    ran = migration("apply")
    assert ran.code in {2, 4} and ran.out == ""
    assert "migration: database/migrations/001_a.sql:" in ran.err and message in ran.err, ran.err
    assert ran.err.count("migration: ") == 1


def refused(ran: Ran, *messages: str) -> None:
    """Exit code 2, and one error that names the file."""
    assert (ran.code, ran.out) == (2, ""), ran
    assert ran.err.startswith("migration: database/migrations/001_a.sql") and ran.err.count("migration: ") == 1
    for message in messages:
        assert message in ran.err, ran.err


NAMES: list[tuple[list[str], str]] = [
    *(([name], "this looks like a migration, but that is no name of one") for name in (
        "001-a.sql", "001 a.sql", "1.sql", "001.sql", "001_a.SQL", "001_a.Sql", "001_a.up.sql", "001_a.down.sql",
        "001_a.b.sql", "001_.sql", "20240101-x.sql", "1e5_a.sql", "0x1_a.sql", "001a.sql", "1__.a.sql", "001_a..sql")),
    *(([name], "this name has characters that cannot be printed") for name in (
        "001_a\nb.sql", "001_\x1b[31m.sql", "001_\u202eb.sql", "001_a\t.sql",
        "001_\x7f.sql", os.fsdecode(b"001_\xff.sql"),
        "rollback-001_\r.sql", "verify-001_\n.sql")),
    (["001_a.sql", "1_b.sql"], "has the version 1 too"),
    (["001_a.sql", "01_a.sql"], "has the version 1 too"),
    (["0_a.sql", "000_b.sql", "001_c.sql"], "has the version 0 too"),
]  # fmt: skip


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(("names", "message"), NAMES, ids=[ascii(names) for names, _ in NAMES])
def test_names(names: list[str], message: str, site: Site, migration: Migration) -> None:
    """What would be passed over without a word, or taken for another one, is refused by every command."""
    for name in names:
        site.put(name, whole("SELECT 1;"))
    for command in ("status", "apply", "rollback", "verify"):
        ran = migration(command)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("migration: database/migrations/") and message in ran.err
        assert ran.err.isprintable() or ran.err.replace("\n", "").isprintable()


@pytest.mark.usefixtures("unchanged")
def test_no_ordinary_files(site: Site, migration: Migration) -> None:
    path = site.folder / "001_a.sql"
    ways: dict[str, Callable[[], None]] = {
        "a pipe": lambda: os.mkfifo(path),
        "a device": lambda: path.symlink_to("/dev/zero"),
        "a link to nothing": lambda: path.symlink_to("nowhere"),
    }
    for name, make in ways.items():
        make()
        ran = migration("apply")
        message = NOTHING if name == "a link to nothing" else "this is no ordinary file"
        assert (ran.code, ran.out, "001_a.sql: " in ran.err) == (2, "", True), ran
        assert message in ran.err, ran.err
        path.unlink()


@pytest.mark.usefixtures("unchanged")
def test_files_that_are_too_large(site: Site, migration: Migration) -> None:
    """100 MB would take minutes and gigabytes to be read; it is refused without that."""
    with site.put("001_a.sql", "SELECT 1;").open("r+b") as file:
        file.truncate(100 << 20)
    refused(migration("apply"), "is larger than 10 MiB", "hint: a migration is for the schema")


@pytest.mark.usefixtures("unchanged")
def test_folders_that_are_none(site: Site, migration: Migration) -> None:
    file = site.put("notes.txt", "x")
    for directory in ("nowhere", str(file), str(file / "x"), "x" * 300, ""):
        for command in ("status", "apply", "rollback", "verify"):
            ran = migration(command, "--directory", directory)
            assert ran.code in {0, 2, 3} if not directory else (ran.code, ran.out) == (2, ""), ran


@pytest.mark.usefixtures("unchanged")
def test_one_bad_file_stops_all_before_anything_is_run(site: Site, migration: Migration) -> None:
    site.write("000_good", "CREATE TABLE good (x int);")
    site.put("001_a.sql", whole("SELEC 1;"))
    refused(migration("apply"), "001_a.sql:2:1: syntax error")


def test_these_are_enough() -> None:
    groups = (EMPTY, NOT_TEXT, CONTROL, META, NO_SQL, TRANSACTIONS, REFUSED, NAMES)
    assert sum(len(group) for group in groups) >= 200
