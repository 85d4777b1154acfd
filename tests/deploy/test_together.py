"""Several runs at once on one database: each migration is applied once, and each run ends well."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import TYPE_CHECKING

from new_migration.deploy.turn import KEY
from new_migration.postgres.database import connect, execute

if TYPE_CHECKING:
    from tests.conftest import Ran, Site
    from tests.deploy.conftest import Start

COUNT = 50


def test_twenty_appliers(site: Site, begin: Start) -> None:
    site.do("CREATE TABLE log (name text)")
    names = [f"{number:03d}_m" for number in range(COUNT)]
    for name in names:
        site.write(name, f"CREATE TABLE t{name[:3]} (x int);\nINSERT INTO log VALUES ('{name}');")
    runs = [begin("apply") for _ in range(20)]
    assert [run.wait() for run in runs] == [0] * 20, [run.err for run in runs if run.wait()]
    assert site.ask("SELECT name FROM log") == [(name,) for name in names]
    assert site.ask("SELECT migration_name FROM schema_migrations ORDER BY migration_id") == [(name,) for name in names]
    lines = [line for run in runs for line in run.out.splitlines()]
    assert sorted(line.split(":")[0] for line in lines) == names
    # The table was made by one of them; those that came when all was done say so.
    assert sum(run.out == "" and run.err.endswith("nothing is pending\n") for run in runs) == 19
    assert any("waiting for another run: pid " in run.err for run in runs)


def test_a_waiting_run_says_for_whom(site: Site, begin: Start) -> None:
    site.write("001_a", "SELECT pg_sleep(600);")
    first = begin("apply", PGAPPNAME="first of all")
    wait_until_active(site, "pg_sleep(600)")
    second = begin("apply")
    second.until("waiting for another run: pid ")
    assert "(first of all, postgres, idle in transaction)" in second.err
    assert "\n" not in second.err.strip()  # told once
    first.kill(signal.SIGTERM)
    assert first.wait() == 130
    wait_until_active(site, "pg_sleep(600)")
    second.kill(signal.SIGINT)
    assert second.wait() == 130
    assert site.ask("SELECT count(*) FROM schema_migrations") == [(0,)]


def wait_until_active(site: Site, query: str) -> None:
    with connect(site.conninfo) as connection:
        while not execute(
            connection,
            "SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE %s AND pid <> pg_backend_pid()",
            (f"%{query}%",),
        ):
            execute(connection, "SELECT pg_sleep(0.01)")


def test_a_run_that_waited_in_vain_is_refused(site: Site, migration: Callable[..., Ran]) -> None:
    site.write("001_a")
    with connect(site.conninfo) as holder:
        execute(holder, "SET application_name = 'somebody'")
        execute(holder, "SELECT pg_advisory_lock(%s)", (KEY,))
        ran = migration("apply", "--wait", "0.3")
        assert (ran.code, ran.out) == (3, "")
        assert "another run is at work on this database\n  pid " in ran.err and "(somebody, postgres, idle)" in ran.err
        assert "--wait SECONDS" in ran.err
        assert migration("apply", "--wait", "0").code == 3
        # What only looks does not wait.
        assert migration("status").code == 0
        assert migration("apply", "--dry-run").code == 0
    assert site.ask("SELECT to_regclass('schema_migrations')") == [(None,)]
    assert migration("apply", "--wait", "0").code == 0


def test_a_rollback_and_an_apply(site: Site, begin: Start) -> None:
    for number in range(1, 6):
        site.write(f"{number:03d}_m")
    assert begin("apply").wait() == 0
    runs = [begin(*words) for words in [["apply"], ["rollback", "--to", "0", "--yes"]] * 4]
    for run in runs:
        # A plan that somebody else has changed meanwhile is refused.
        assert run.wait() == 0 or "what is applied has changed meanwhile" in run.err, run.err
    applied = site.applied
    assert applied in ([], [f"{number:03d}_m" for number in range(1, 6)])
    ((tables,),) = site.ask("SELECT count(*) FROM pg_tables WHERE tablename ~ '^t00'")
    assert tables == len(applied)


def test_a_session_level_default_does_not_make_a_build_wait_for_our_own_lock(site: Site, begin: Start) -> None:
    ((name,),) = site.ask("SELECT quote_ident(current_database())")
    site.do(f"ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'")
    site.do(f"ALTER DATABASE {name} SET idle_in_transaction_session_timeout = '100ms'")
    site.write("001_a", "CREATE TABLE a (x int);")
    site.write("002_b", "CREATE INDEX CONCURRENTLY i ON a (x);\nSELECT pg_sleep(0.5);", lone=True)
    run = begin("apply")
    assert run.wait() == 0, run.err
