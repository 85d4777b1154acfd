"""The locks of others: who holds them is said, a transaction is taken back and tried again."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from new_migration.deploy.turn import KEY
from new_migration.postgres.database import connect, execute

if TYPE_CHECKING:
    from tests.conftest import Ran, Site
    from tests.deploy.conftest import Start

Migration = Callable[..., "Ran"]
ASLEEP = "SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
WAITING = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("new_migration.deploy.runner._FIRST_PAUSE", 0.1)


@contextmanager
def blocker(site: Site, seconds: float = 0.0, sql: str = "LOCK TABLE users") -> Iterator[None]:
    """Somebody who holds a lock for so long, or to the end of the block."""
    with connect(site.conninfo) as connection:
        execute(connection, "SET application_name = 'report'")
        execute(connection, "BEGIN")
        execute(connection, sql)
        timer = threading.Timer(seconds, lambda: execute(connection, "ROLLBACK"))
        if seconds:
            timer.start()
        yield
        timer.cancel()
        timer.join() if seconds else None


@pytest.fixture
def users(site: Site) -> None:
    site.do("CREATE TABLE users (id int PRIMARY KEY, name text)")


@pytest.mark.usefixtures("users")
def test_it_says_for_whose_lock_it_waits(site: Site, migration: Migration) -> None:
    site.write("001_a", "ALTER TABLE users ADD COLUMN a int;")
    with blocker(site, 3):
        ran = migration("apply")
    assert (ran.code, site.applied) == (0, ["001_a"])
    assert re.fullmatch(
        r"001_a: waiting for a lock held by pid \d+ "
        r"\(report, postgres, idle in transaction\) since \d+ s: LOCK TABLE users\n",
        ran.err,
    )  # fmt: skip


@pytest.mark.usefixtures("users")
def test_after_a_lock_timeout_it_is_tried_again(site: Site, migration: Migration) -> None:
    site.write(
        "001_a", "SET LOCAL lock_timeout = '400ms';\nCREATE TABLE a (x int);\nALTER TABLE users ADD COLUMN a int;"
    )
    with blocker(site, 3):
        ran = migration("apply", "--retries", "50")
    assert (ran.code, site.applied) == (0, ["001_a"])
    assert "001_a: lock timeout, taken back; try 2 of 51 in 0." in ran.err
    assert "waiting for a lock held by pid" in ran.err


@pytest.mark.usefixtures("users")
def test_it_is_not_tried_for_ever(site: Site, migration: Migration) -> None:
    site.write("000_before")
    site.write(
        "001_a", "SET LOCAL lock_timeout = '400ms';\nCREATE TABLE a (x int);\nALTER TABLE users ADD COLUMN a int;"
    )
    with blocker(site):
        ran = migration("apply", "--retries", "2")
    assert ran.code == 4
    pauses = [float(found) for found in re.findall(r"in (\d+\.\d) s", ran.err)]
    assert len(pauses) == 2
    assert "001_a.sql:4:1: canceling statement due to lock timeout (SQLSTATE 55P03)\nheld by pid" in ran.err
    assert "(report, postgres, idle in transaction)" in ran.err
    assert "nothing of 001_a has stayed: it is one transaction" in ran.err
    assert site.applied == ["000_before"]
    assert site.ask("SELECT to_regclass('a')") == [(None,)]
    assert migration("apply", "--retries", "0").code == 0


def test_pauses_get_longer_and_are_never_the_same(monkeypatch: pytest.MonkeyPatch, users: None, site: Site) -> None:
    from new_migration import api
    from new_migration.deploy.events import Event, Retrying
    from new_migration.deploy.failure import MigrationFailed

    monkeypatch.setattr("new_migration.deploy.runner._FIRST_PAUSE", 0.02)
    monkeypatch.setattr("new_migration.deploy.runner._LONGEST_PAUSE", 0.1)
    site.write("001_a", "SET LOCAL lock_timeout = '1ms';\nALTER TABLE users ADD COLUMN a int;")
    told: list[Event] = []
    with blocker(site), pytest.raises(MigrationFailed):
        api.apply(retries=6, observer=told.append)
    seconds = [each.seconds for each in told if isinstance(each, Retrying)]
    longest = [0.02, 0.04, 0.08, 0.1, 0.1, 0.1]
    assert all(most / 2 <= pause <= most for pause, most in zip(seconds, longest, strict=True))
    assert len(set(seconds)) == 6


def test_after_a_deadlock_it_is_tried_again(site: Site, begin: Start, until: Callable[..., None]) -> None:
    site.do("CREATE TABLE a (x int)", "CREATE TABLE b (x int)", "CREATE TABLE log (name text)")
    site.write(
        "001_a", "SET LOCAL deadlock_timeout = '10ms';\nINSERT INTO log VALUES ('1');\nLOCK TABLE a;\n"
        "SELECT pg_sleep(0.5);\nLOCK TABLE b;",
    )  # fmt: skip
    with connect(site.conninfo) as other:
        execute(other, "SET deadlock_timeout = '1h'")
        execute(other, "BEGIN")
        execute(other, "LOCK TABLE b")
        run = begin("apply")
        until(lambda: site.ask(ASLEEP))
        execute(other, "LOCK TABLE a")  # waits until the run is the victim
        execute(other, "ROLLBACK")
    assert run.wait() == 0, run.err
    assert "001_a: deadlock, taken back; try 2 of 6 in " in run.err
    assert site.ask("SELECT count(*) FROM log") == [(1,)]


@pytest.mark.usefixtures("users")
def test_the_transaction_at_the_end_is_tried_by_itself(site: Site, migration: Migration) -> None:
    """An index that was built online is not built again only because its last step had to wait."""
    site.put(
        "001_a.sql",
        "SET work_mem = '5MB';\nCREATE INDEX CONCURRENTLY built ON users (name);\n"
        "DO $$ BEGIN CREATE TABLE times AS SELECT current_setting('work_mem') AS m; END $$;\n"
        "BEGIN;\nSET LOCAL lock_timeout = '300ms';\nINSERT INTO times VALUES (current_setting('work_mem'));\n"
        "LOCK TABLE gate;\nINSERT INTO schema_migrations (migration_name) VALUES ('001_a');\nCOMMIT;\n",
    )
    site.do("CREATE TABLE gate (x int)")
    with blocker(site, 2, "LOCK TABLE gate"):
        ran = migration("apply", "--retries", "50")
    assert (ran.code, site.applied) == (0, ["001_a"]), ran.err
    assert "lock timeout, taken back" in ran.err
    assert site.ask("SELECT * FROM times") == [("5MB",), ("5MB",)]
    site.put("002_b.sql", (site.folder / "001_a.sql").read_text().replace("001_a", "002_b").replace("built", "b2")
             .replace("times", "times2"))  # fmt: skip
    with blocker(site, 0, "LOCK TABLE gate"):
        ran = migration("apply", "--retries", "1")
    assert ran.code == 4
    # What the transaction had done before it failed has not stayed.
    done = [line for line in ran.err.splitlines() if line.startswith("  done")]
    assert len(done) == 2 and "left  line 4 BEGIN" in ran.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("where", ["a statement", "a lock", "a pause", "the turn"])
@pytest.mark.usefixtures("users")
def test_a_signal(number: signal.Signals, where: str, site: Site, begin: Start, until: Callable[..., None]) -> None:
    """The statement is cancelled and taken back, the lock is free, and the exit code is 130."""
    timeout = "50ms" if where == "a pause" else "0"
    rest = "SELECT pg_sleep(600);" if where == "a statement" else "LOCK TABLE users;"
    site.write("001_a", f"SET LOCAL lock_timeout = '{timeout}';\nCREATE TABLE a (x int);\n{rest}")
    lock = f"SELECT pg_advisory_lock({KEY})" if where == "the turn" else "LOCK TABLE users"
    with blocker(site, 0, lock):
        run = begin("apply", "--retries", "1000")
        if where == "a statement":
            until(lambda: site.ask(ASLEEP))
        elif where == "a lock":
            until(lambda: site.ask(WAITING))
        else:
            run.until("taken back; try" if where == "a pause" else "waiting for another run")
        run.kill(number)
        assert (run.wait(), run.err.splitlines()[-1]) == (130, "migration: interrupted")
    assert site.ask("SELECT to_regclass('a')") == [(None,)]
    assert not site.ask(ASLEEP) and not site.ask(WAITING)
    site.write("001_a", "CREATE TABLE a (x int);")
    assert begin("apply", "--wait", "0").wait() == 0
