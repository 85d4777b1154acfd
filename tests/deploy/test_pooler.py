"""Through pgbouncer in transaction mode, which lends a session of the server for each transaction."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from new_migration.postgres.database import connect, execute, merge_conninfo, parameters
from new_migration.postgres.pooler import is_pooled
from new_migration.postgres.scratch import Server

if TYPE_CHECKING:
    from tests.conftest import Site
    from tests.deploy.conftest import Nursery, Run

POOL = 2
SETTINGS = ("search_path", "lock_timeout", "statement_timeout", "work_mem", "role", "session_authorization", "my.own")


@pytest.fixture
def pooled(site: Site, server: Server, poolers: Callable[[Server], str]) -> Site:
    """The project, with its database behind the pooler."""
    dbname = parameters(site.conninfo)["dbname"]
    pooled = type(site)(site.path, merge_conninfo(poolers(server), dbname=dbname))
    with connect(pooled.conninfo) as connection:
        assert is_pooled(connection)
    return pooled


@pytest.fixture
def run(pooled: Site, nursery: Nursery) -> Callable[..., Run]:
    """A run through the pooler, to its end."""

    def go(*words: str) -> Run:
        run = nursery.start(pooled, *words)
        run.wait()
        assert "Traceback" not in run.err
        return run

    return go


def sessions(site: Site) -> list[list[str | None]]:
    """The settings of every session that the pooler has, and how many temporary tables, locks and channels."""
    found = []
    with ExitStack() as stack:
        for _ in range(POOL):
            connection = stack.enter_context(connect(site.conninfo))
            execute(connection, "BEGIN")
            settings = [execute(connection, f"SELECT current_setting('{name}', true)")[0][0] for name in SETTINGS]
            settings[-1] = settings[-1] or None  # a setting that nobody knows is "" once it was set
            others = execute(connection, _OTHERS)[0]
            found.append([*settings, *map(str, others)])
    return found


_OTHERS = """SELECT (SELECT count(*) FROM pg_class WHERE relpersistence = 't'),
  (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),
  (SELECT count(*) FROM pg_listening_channels())"""

LEAKY = """SET search_path = app, public;
SET lock_timeout = '77s';
SET statement_timeout = '88s';
SET work_mem = '9MB';
SET my.own = 'x';
SET SESSION AUTHORIZATION somebody;
"""
SEEN = """SELECT ARRAY[
  current_schema(), current_setting('lock_timeout'), current_setting('work_mem'), current_user::text
] AS s"""


@pytest.fixture
def somebody(site: Site) -> None:
    site.do("DO $$ BEGIN IF to_regrole('somebody') IS NULL THEN CREATE ROLE somebody; END IF; END $$",
            "CREATE SCHEMA app", "GRANT ALL ON SCHEMA app, public TO somebody")  # fmt: skip
    site.track()
    site.do("GRANT ALL ON schema_migrations, schema_migrations_migration_id_seq TO somebody")


@pytest.mark.usefixtures("somebody")
@pytest.mark.parametrize("how", ["before BEGIN", "after BEGIN", "lone"])
def test_settings_hold_for_their_script_and_reach_nobody_else(how: str, pooled: Site, run: Callable[..., Run]) -> None:
    before = sessions(pooled)
    body = f"CREATE TABLE seen AS {SEEN};\nCREATE TEMP TABLE mine (x int);\nSELECT pg_advisory_lock(7);\nLISTEN x;\n"
    pooled.write("001_a", f"{LEAKY}{body}", lone=how == "lone")
    text = (pooled.folder / "001_a.sql").read_text()
    if how == "before BEGIN":
        pooled.put("001_a.sql", LEAKY + text.replace(LEAKY, ""))
    ran = run("apply")
    assert ran.code == 0, ran.err
    assert pooled.ask("SELECT s FROM app.seen") == [(["app", "77s", "9MB", "somebody"],)]
    assert sessions(pooled) == before
    pooled.write("002_b", f"{LEAKY}CREATE TABLE other (x int);\nSELECT 1 / 0;", lone=how == "lone")
    assert run("apply").code == 4
    assert sessions(pooled) == before


def test_twenty_appliers(pooled: Site, nursery: Nursery, written: Path) -> None:
    """Those that wait do not take the sessions which the one at work needs."""
    for file in written.iterdir():
        pooled.put(file.name, file.read_bytes())
    names = sorted(path.stem for path in written.glob("0*.sql"))
    pooled.do("CREATE TABLE log (name text)")
    for number in range(10, 40):
        names.append(f"{number:03d}_m")
        pooled.write(names[-1], f"INSERT INTO log VALUES ('{number}');")
    runs = [nursery.start(pooled, "apply") for _ in range(20)]
    assert [run.wait() for run in runs] == [0] * 20, [run.err for run in runs if run.wait()]
    assert pooled.applied == names
    assert pooled.ask("SELECT name FROM log") == [(str(number),) for number in range(10, 40)]
    assert pooled.ask("SELECT count(*) FROM pg_index WHERE NOT indisvalid") == [(0,)]
    assert pooled.ask("SELECT count(*) FROM users WHERE status = 'active' AND name LIKE '%!'") == [(400,)]


def test_each_command(pooled: Site, run: Callable[..., Run], written: Path) -> None:
    for file in written.iterdir():
        pooled.put(file.name, file.read_bytes())
    before = sessions(pooled)
    assert run("status", "--check").code == 1
    assert run("apply", "--dry-run").code == 0
    assert run("apply").code == 0
    assert run("status", "--check").code == 0
    assert run("verify", "--all").code in {0, 1}
    ran = run("rollback", "--to", "1", "--yes", "--allow-data-loss")
    assert (ran.code, len(ran.out.splitlines())) == (0, 6), ran.err
    assert len(pooled.applied) == 2
    assert run("apply").code == 0
    assert sessions(pooled) == before


def test_an_index_that_cannot_be_built(pooled: Site, run: Callable[..., Run]) -> None:
    pooled.do("CREATE TABLE t (x int)", "INSERT INTO t VALUES (1), (1)")
    pooled.write("001_a", "SET lock_timeout = 0;\nCREATE UNIQUE INDEX CONCURRENTLY i ON t (x);", lone=True)
    ran = run("apply")
    assert ran.code == 4
    assert '001_a.sql:2:1: could not create unique index "i" (SQLSTATE 23505)\n  detail: Key (x)=(1)' in re.sub(
        "\ndetail", "\n  detail", ran.err
    )
    assert "an invalid index is left: i" in ran.err
    pooled.do("TRUNCATE t")
    ran = run("apply")
    assert (ran.code, "invalid index i" in ran.err) == (0, True)


@pytest.mark.parametrize("lone", [False, True])
def test_a_signal(lone: bool, pooled: Site, site: Site, nursery: Nursery, until: Callable[..., None]) -> None:
    pooled.write("001_a", "CREATE TABLE a (x int);\nSELECT pg_sleep(600);", lone=lone)
    run = nursery.start(pooled, "apply")
    asleep = "SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
    until(lambda: site.ask(asleep), what=lambda: run.err)
    run.kill(signal.SIGTERM)
    assert run.wait() == 130
    assert ("next:\n  migration apply, which runs the whole script again" in run.err) == lone
    assert "interrupted\n" in run.err and "connection was lost" not in run.err
    assert not site.ask(asleep)
    assert site.ask("SELECT to_regclass('a') IS NOT NULL") == [(lone,)]
    assert site.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]


def test_a_run_that_is_killed(pooled: Site, site: Site, nursery: Nursery, until: Callable[..., None]) -> None:
    pooled.write("001_a", "CREATE TABLE a (x int);")
    pooled.write("002_b", "SELECT pg_sleep(600);", lone=True)
    run = nursery.start(pooled, "apply")
    asleep = "SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
    until(lambda: site.ask(asleep), what=lambda: run.err)
    run.kill()
    run.wait()
    until(lambda: not site.ask(asleep))
    pooled.write("002_b", "CREATE TABLE b (x int);", lone=True)
    again = nursery.start(pooled, "apply")
    assert (again.wait(), pooled.applied) == (0, ["001_a", "002_b"]), again.err


def test_a_session_that_works_for_the_killed_goes_to_nobody_else(
    pooled: Site, site: Site, until: Callable[..., None]
) -> None:
    first = ("SET client_connection_check_interval = 200", "SELECT pg_sleep(0.5)")  # all is sent before that is over
    program = (
        "from new_migration.postgres.database import connect\n"
        "from new_migration.postgres.pooler import send_together\n"
        f"send_together(connect({pooled.conninfo!r}), {first!r}, 'SELECT pg_sleep(600)', ('RESET ALL',))"
    )
    asleep = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE "
    with subprocess.Popen([sys.executable, "-c", program]) as process:
        try:
            until(lambda: site.ask(f"{asleep} 'SELECT pg_sleep(600)'"))
        finally:
            process.kill()
    assert [pooled.ask(f"SELECT {number}") for number in range(5)] == [[(number,)] for number in range(5)]
    until(lambda: not site.ask(f"{asleep} 'SELECT pg_sleep(600)'"))


def test_a_verify_script_leaves_nothing(pooled: Site, run: Callable[..., Run]) -> None:
    pooled.write("001_a", verify="SET work_mem = '9MB'; SELECT 'locked', pg_advisory_lock(9) IS NOT NULL")
    before = sessions(pooled)
    assert run("apply").code == 0
    assert run("verify").out == "001_a: true: locked\n"
    assert sessions(pooled) == before


def test_a_lock_of_somebody_else(pooled: Site, site: Site, nursery: Nursery, until: Callable[..., None]) -> None:
    pooled.do("CREATE TABLE users (x int)")
    pooled.write("001_a", "SET LOCAL lock_timeout = '300ms';\nALTER TABLE users ADD y int;")
    with connect(site.conninfo) as other:
        execute(other, "BEGIN")
        execute(other, "LOCK TABLE users")
        run = nursery.start(pooled, "apply", "--retries", "100")
        run.until("lock timeout, taken back; try 2 of 101")
    assert run.wait() == 0
    assert pooled.applied == ["001_a"]
