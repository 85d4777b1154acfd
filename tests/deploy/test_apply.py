"""Applying: each file as it is, each in a session as new, and the tracking row in any table that there is."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from new_migration.postgres.database import connect, execute, parameters
from new_migration.postgres.scratch import Server
from new_migration.postgres.snapshot import difference

if TYPE_CHECKING:
    from tests.conftest import Ran, Site
    from tests.deploy.conftest import Nursery

Migration = Callable[..., "Ran"]


def test_the_tracking_table_is_made_where_there_is_none(site: Site, migration: Migration) -> None:
    site.write("001_a")
    assert migration("apply").code == 0
    ((columns,),) = site.ask(
        "SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute"
        " WHERE attrelid = 'schema_migrations'::regclass AND attnum > 0"
    )
    assert columns == ["migration_id", "migration_name", "executed_at", "executed_by", "checksum", "duration"]
    ((by, checksum, took),) = site.ask("SELECT executed_by, length(checksum), duration > '0' FROM schema_migrations")
    assert (by, checksum, took) == ("postgres", 64, True)


def test_a_migration_that_makes_it_is_run_where_there_is_none(site: Site, migration: Migration) -> None:
    table = "CREATE TABLE schema_migrations (migration_name text PRIMARY KEY, executed_at timestamptz, more int);"
    site.write("000_create_schema_migrations", table)
    site.write("001_a")
    assert migration("apply").code == 0
    assert site.ask("SELECT migration_name, more FROM schema_migrations ORDER BY 1") == [
        ("000_create_schema_migrations", None),
        ("001_a", None),
    ]


def test_a_founding_table_stays_as_it_is(site: Site, migration: Migration) -> None:
    site.track()
    before = site.schema()
    site.write(
        "000_create_schema_migrations", "CREATE TABLE schema_migrations (migration_name text, executed_at date);"
    )
    site.put("rollback-000_create_schema_migrations.sql", "BEGIN;\nDROP TABLE schema_migrations;\nCOMMIT;\n")
    site.write("001_a", "SELECT 1;", "SELECT 2;")
    assert "000_create_schema_migrations: would be recorded only" in migration("apply", "--dry-run").out
    assert migration("apply").code == 0
    assert (site.applied, site.schema()) == (["000_create_schema_migrations", "001_a"], before)
    assert site.ask("SELECT count(*) FROM schema_migrations WHERE executed_at IS NULL") == [(0,)]
    assert migration("status", "--check").code == 0
    assert migration("rollback", "1", "--yes").code == 0
    ran = migration("rollback", "--yes")
    assert (ran.code, site.ask("SELECT to_regclass('schema_migrations')")) == (0, [(None,)]), ran.err


def test_with_no_more_rights_than_it_needs(site: Site, migration: Migration) -> None:
    """A deployer who may add and delete tracking rows, and not change them."""
    site.write("001_a", "SET LOCAL ROLE deployer_of_rows;")
    site.write("000_z")
    assert migration("apply", "0").code == 0
    site.do("DO $$ BEGIN IF to_regrole('deployer_of_rows') IS NULL THEN CREATE ROLE deployer_of_rows; END IF; END $$",
            "GRANT SELECT, INSERT, DELETE ON schema_migrations TO deployer_of_rows")  # fmt: skip
    ran = migration("apply")
    assert (ran.code, site.applied) == (0, ["000_z", "001_a"]), ran.err
    assert migration("status", "--check").code == 0


def test_the_table_may_be_in_another_schema(site: Site, migration: Migration) -> None:
    ((name,),) = site.ask("SELECT quote_ident(current_database())")
    site.do('CREATE SCHEMA "My App"', f'ALTER DATABASE {name} SET search_path = "My App", public')
    site.write("001_a")
    site.write("002_b", 'SET LOCAL search_path = public, "My App";\nCREATE TABLE b (x int);')
    assert migration("apply").code == 0
    assert site.ask('SELECT migration_name FROM "My App".schema_migrations') == [("001_a",), ("002_b",)]
    assert site.ask("SELECT to_regclass('public.b') IS NOT NULL, to_regclass('public.t001')") == [(True, None)]


LEAKS = {
    "search_path": ("SET search_path = pg_catalog, public;", "current_setting('search_path')", '"$user", public'),
    "set_config": ("SELECT set_config('search_path', 'public', false);", "current_setting('search_path')",
                   '"$user", public'),
    "role": ("SET ROLE pg_monitor; RESET ROLE; SET ROLE leaky_deployer;", "current_user::text", "postgres"),
    "session authorization": ("SET SESSION AUTHORIZATION leaky_deployer;", "session_user::text", "postgres"),
    "timeout": ("SET lock_timeout = '1s';", "current_setting('lock_timeout')", "0"),
    "isolation": ("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE;",
                  "current_setting('transaction_isolation')", "read committed"),
    "own setting": ("SET my.own = 'x';", "current_setting('my.own', true)", None),
    "temporary table": ("CREATE TEMP TABLE leak (x int);", "to_regclass('pg_temp.leak')::text", None),
    "prepared statement": ("PREPARE leak AS SELECT 1;", "(SELECT count(*)::text FROM pg_prepared_statements)", "0"),
    "cursor": ("DECLARE leak CURSOR WITH HOLD FOR SELECT 1;", "(SELECT count(*)::text FROM pg_cursors)", "0"),
    "channel": ("LISTEN leak;", "(SELECT count(*)::text FROM pg_listening_channels())", "0"),
    "advisory lock": ("SELECT pg_advisory_lock(5);",
                      "(SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND objid = 5)", "0"),
    "sequence": ("SELECT nextval('leak_seq');", "(SELECT lastval_or_null())", None),
}  # fmt: skip


@pytest.mark.parametrize("lone", [False, True])
def test_nothing_of_a_file_reaches_the_next(lone: bool, site: Site, migration: Migration) -> None:
    site.track()
    site.do(
        "DO $$ BEGIN IF to_regrole('leaky_deployer') IS NULL THEN CREATE ROLE leaky_deployer; END IF; END $$",
        "GRANT ALL ON SCHEMA public TO leaky_deployer",
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO leaky_deployer",
        "GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO leaky_deployer",
        "CREATE SEQUENCE leak_seq",
        "CREATE FUNCTION lastval_or_null() RETURNS text LANGUAGE plpgsql AS"
        " 'BEGIN RETURN lastval(); EXCEPTION WHEN object_not_in_prerequisite_state THEN RETURN NULL; END'",
    )
    for number, (leak, seen, _) in enumerate(LEAKS.values()):
        site.write(f"{number:02d}1_leak", leak, lone=lone)
        site.write(f"{number:02d}2_seen", f"CREATE TABLE public.seen_{number} AS SELECT {seen}::text AS value;")
    ran = migration("apply")
    assert ran.code == 0, ran.err
    for number, (name, (_, _, expected)) in enumerate(LEAKS.items()):
        # A setting that nobody knows is "" or NULL.
        assert (site.ask(f"SELECT value FROM seen_{number}")[0][0] or None) == expected, name


def test_psql_gives_the_same_state(site: Site, server: Server, migration: Migration, written: Path) -> None:
    """The files run without the tool too."""
    for file in written.iterdir():
        site.put(file.name, file.read_bytes())
    site.write("010_leaks", "SET search_path = pg_catalog;\nCREATE TABLE public.a (x int);\nSET search_path = public;")
    site.write("011_after", "CREATE TABLE b AS SELECT 1 AS x;")
    assert migration("apply").code == 0
    with server.database() as conninfo:
        other = type(site)(site.path, conninfo)
        line = 'for f in database/migrations/[0-9]*.sql; do psql -X -v ON_ERROR_STOP=1 -f "$f" "$WHERE" || exit 1; done'
        where = " ".join(f"{key}='{value}'" for key, value in parameters(conninfo).items())
        ran = subprocess.run(["sh", "-c", line], env={"PATH": _path(), "WHERE": where}, capture_output=True, text=True,
                             check=False, cwd=site.path)  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        assert not difference(site.schema(), other.schema())
        assert other.applied == site.applied
        for table in ("users", "b", "counted"):
            assert other.ask(f"SELECT * FROM {table} ORDER BY 1") == site.ask(f"SELECT * FROM {table} ORDER BY 1")
        # What psql has applied is applied for the tool.
        assert migration("apply", "--database-url", conninfo) == (0, "", "nothing is pending\n")


def _path() -> str:
    psql = shutil.which("psql")
    assert psql
    return f"{Path(psql).parent}:/usr/bin:/bin"


def test_the_row_must_be_there_afterwards(site: Site, migration: Migration) -> None:
    insert = "INSERT INTO schema_migrations (migration_name, executed_at) VALUES ('001_a', now());"
    site.track()
    site.do("CREATE TABLE off (x int)",
            "CREATE FUNCTION drop_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")  # fmt: skip
    before = site.schema()
    for rest in (
        "INSERT INTO off VALUES (1);",
        "-- schema_migrations",
        f"{insert}\nDELETE FROM schema_migrations WHERE migration_name = '001_a';",
        f"CREATE TRIGGER t BEFORE INSERT ON schema_migrations FOR EACH ROW EXECUTE FUNCTION drop_row();\n{insert}",
    ):
        site.put("001_a.sql", f"BEGIN;\nCREATE TABLE a (x int);\n{rest}\nCOMMIT;\n")
        ran = migration("apply")
        assert (ran.code, "database/migrations/001_a.sql:" in ran.err) == (2, True), ran.err
        assert "this script does not record 001_a" in ran.err and "hint: add INSERT INTO schema_migrations" in ran.err
        assert (site.schema(), site.applied) == (before, [])


def test_the_row_must_be_gone_after_a_rollback(site: Site, migration: Migration) -> None:
    site.write("001_a")
    migration("apply")
    site.put("rollback-001_a.sql", "BEGIN;\nDROP TABLE t001;\nCOMMIT; -- schema_migrations\n")
    ran = migration("rollback", "--yes")
    assert (ran.code, "this script does not take back the record of 001_a" in ran.err) == (2, True)
    assert "rollback-001_a.sql" in ran.err
    assert site.ask("SELECT to_regclass('t001') IS NOT NULL") == [(True,)]


def test_a_lost_race_for_the_row_takes_everything_back(site: Site, migration: Migration) -> None:
    """Somebody runs the same file with psql at the same time: the unique key decides."""
    site.track()
    site.write("001_a", "CREATE TABLE a (x int);\nSELECT pg_sleep(0.3);")
    with connect(site.conninfo) as other:
        execute(other, "BEGIN")
        execute(other, "INSERT INTO schema_migrations (migration_name) VALUES ('001_a')")
        timer = threading.Timer(1, lambda: execute(other, "COMMIT"))
        timer.start()
        ran = migration("apply")
        timer.join()
    assert (ran.code, "duplicate key value violates unique constraint" in ran.err) == (4, True)
    assert site.ask("SELECT to_regclass('a')") == [(None,)]


def test_line_ends_of_windows(site: Site, migration: Migration) -> None:
    site.write("001_a", "CREATE TABLE a (x text);\nINSERT INTO a VALUES ('one\ntwo');", "DROP TABLE a;")
    for file in site.folder.iterdir():
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert migration("apply").code == 0
    (row,) = migration("status", "--json").json["migrations"]
    assert row["state"] == "applied"
    for file in site.folder.iterdir():
        file.write_bytes(file.read_bytes().replace(b"\r\n", b"\n").removeprefix(b"\xef\xbb\xbf"))
    assert migration("status", "--check").code == 0
    assert migration("rollback", "--yes", "--allow-data-loss").code == 0


def test_a_large_file_that_is_still_read(site: Site, nursery: Nursery) -> None:
    rows = ",\n".join(f"({n}, 'abcdefghijklmnopqrstuvwxyz')" for n in range(20_000))
    site.write("001_a", f"CREATE TABLE a (x int, y text);\nINSERT INTO a VALUES\n{rows};")
    run = nursery.start(site, "apply")
    assert run.wait() == 0, run.err
    assert site.ask("SELECT count(*) FROM a") == [(20_000,)]
