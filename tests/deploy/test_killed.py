"""A run that is killed at any moment leaves a database that the next run understands."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from new_migration import api
from new_migration.deploy.executors import WORK_KEY, Own
from new_migration.deploy.failure import MigrationFailed
from new_migration.deploy.turn import KEY
from new_migration.postgres.database import Connection, connect
from new_migration.postgres.scratch import Server
from new_migration.postgres.snapshot import difference

if TYPE_CHECKING:
    from tests.conftest import Site
    from tests.deploy.conftest import Nursery, OwnServer, Start

# Kills of a run on each server.
KILLS = 50


@pytest.fixture
def killable(site: Site, written: Path) -> Site:
    """The project with those migrations, and some small ones after them."""
    for file in written.iterdir():
        site.put(file.name, file.read_bytes())
    for number in range(10, 20):
        site.write(f"{number:03d}_small", f"CREATE TABLE t{number:03d} (x int);\nINSERT INTO t{number:03d} VALUES (1);")
    return site


def state(site: Site) -> tuple[object, list[list[tuple[object, ...]]]]:
    """The schema, and the rows of all tables; of the tracking table only the names."""
    tables = site.ask("SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                      " AND relname <> 'schema_migrations' ORDER BY 1")  # fmt: skip
    rows = [site.ask(f"SELECT * FROM {table} ORDER BY {table}") for (table,) in tables]
    return site.schema(), [*rows, site.ask("SELECT migration_name FROM schema_migrations ORDER BY 1")]


def same(found: tuple[object, object], wanted: tuple[object, object]) -> bool:
    return not difference(wanted[0], found[0]) and found[1] == wanted[1]  # type: ignore[arg-type]


def test_killed_at_random_moments(killable: Site, server: Server, nursery: Nursery) -> None:
    assert nursery.start(killable, "apply").wait() == 0
    wanted = state(killable)
    killer = Killer(nursery, random.Random(20))
    while killer.kills < KILLS:
        with server.database() as conninfo:
            site = type(killable)(killable.path, conninfo)
            killer.run(site, "apply")
            assert same(state(site), wanted)


@dataclass
class Killer:
    """Kills runs at random moments, before the time that a run takes on this machine."""

    nursery: Nursery
    dice: random.Random
    kills: int = 0
    longest: float = 0.3

    def run(self, site: Site, *words: str) -> None:
        """Kill a few runs, and let one come to its end."""
        for _ in range(self.dice.randint(2, 6)):
            run = self.nursery.start(site, *words)
            time.sleep(self.dice.uniform(0, self.longest))
            run.kill()
            is_killed = run.wait() == -9
            assert is_killed or run.code == 0, run.err
            self.kills += is_killed
            self.longest = min(self.longest * (1.02 if is_killed else 0.9), 1.0)
            if not is_killed:
                break
        last = self.nursery.start(site, *words)
        assert last.wait() == 0, last.err


def test_killed_while_rolling_back(killable: Site, server: Server, nursery: Nursery) -> None:
    words = ("rollback", "--to", "1", "--yes", "--allow-data-loss")
    killer = Killer(nursery, random.Random(21), longest=0.2)
    assert nursery.start(killable, "apply").wait() == 0
    assert nursery.start(killable, *words).wait() == 0
    wanted = state(killable)
    while killer.kills < KILLS / 5:
        assert nursery.start(killable, "apply").wait() == 0
        killer.run(killable, *words)
        assert same(state(killable), wanted)


def test_a_statement_that_goes_on_without_its_client(site: Site, begin: Start, until: Callable[..., None]) -> None:
    site.write("001_a", "CREATE TABLE a (x int);")
    site.write("002_b", "DO $$ BEGIN PERFORM pg_sleep(600); END $$;", lone=True)
    first = begin("apply")
    active = "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO %pg_sleep%'"
    until(lambda: site.ask(active), what=lambda: first.err)
    first.kill()
    # The server sees within a moment that its client is gone, and ends the statement.
    until(lambda: not site.ask(active))
    site.write("002_b", "SELECT 1;", lone=True)
    assert begin("apply").wait() == 0
    assert site.applied == ["001_a", "002_b"]


def test_the_next_run_waits_for_what_the_killed_one_left_running(site: Site, begin: Start) -> None:
    site.write("001_a")
    with connect(site.conninfo) as left_over:
        left_over.execute(f"SELECT pg_advisory_lock({WORK_KEY})")
        run = begin("apply")
        run.until("waiting for another run: pid ")
        assert site.ask("SELECT to_regclass('t001')") == [(None,)]
    assert run.wait() == 0
    assert site.applied == ["001_a"]


KEYS = {"scripts": WORK_KEY, "lock": KEY}


def terminate(site: Site, who: str) -> bool:
    """End the session of a run that runs the scripts, or the one that holds the lock; whether there was one."""
    return bool(
        site.ask(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE granted AND locktype = 'advisory'"
            f" AND (classid::bigint << 32 | objid::bigint) = {KEYS[who]} AND pid <> pg_backend_pid()"
        )
    )


@pytest.mark.parametrize("who", KEYS)
def test_a_session_is_terminated_at_random_moments(who: str, killable: Site, server: Server, nursery: Nursery) -> None:
    assert nursery.start(killable, "apply").wait() == 0
    wanted = state(killable)
    dice = random.Random(22)
    for _ in range(5):
        with server.database() as conninfo:
            site = type(killable)(killable.path, conninfo)
            run = nursery.start(site, "apply")
            time.sleep(dice.uniform(0, 0.2))
            while not run.is_over and not terminate(site, who):
                pass
            assert run.wait() in {0, 4} and "Traceback" not in run.err, run.err
            last = nursery.start(site, "apply")
            assert last.wait() == 0, last.err
            assert same(state(site), wanted)


@pytest.mark.parametrize("lone", [False, True])
def test_the_session_of_the_scripts_is_terminated(
    lone: bool, site: Site, begin: Start, until: Callable[..., None]
) -> None:
    site.write("001_a")
    site.write("002_b", "CREATE TABLE b (x int);\nSELECT pg_sleep(600);", lone=lone)
    run = begin("apply")
    until(lambda: site.ask("SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'"))
    assert terminate(site, "scripts")
    assert run.wait() == 4
    assert "002_b.sql:" in run.err and "terminating connection due to administrator command" in run.err
    assert "hint: the connection was lost: migration status says what is applied" in run.err
    assert ("line 1 CREATE TABLE b (x int)" in run.err) is lone
    assert ("nothing of 002_b has stayed" in run.err) is not lone
    assert site.ask("SELECT to_regclass('b') IS NOT NULL") == [(lone,)]
    site.write("002_b", f"{'DROP TABLE b; ' if lone else ''}CREATE TABLE b (x int);", lone=lone)
    assert begin("apply").wait() == 0
    assert site.applied == ["001_a", "002_b"]


def test_the_session_is_terminated_after_a_script(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it has done stays done; the next one finds no connection."""
    site.write("001_a")
    site.write("002_b")

    def reset(own: Own, connection: Connection) -> None:
        assert terminate(site, "scripts")
        original(own, connection)

    original = Own.reset
    monkeypatch.setattr(Own, "reset", reset)
    with pytest.raises(MigrationFailed) as caught:
        api.apply()
    assert (caught.value.exit_code, caught.value.name, caught.value.before) == (4, "002_b", ["001_a"])
    assert site.applied == ["001_a"]


@pytest.mark.parametrize("lone", [False, True])
def test_the_session_that_holds_the_lock_is_terminated(
    lone: bool, site: Site, begin: Start, until: Callable[..., None]
) -> None:
    """Nothing more is committed: another run may be at work by then."""
    site.write("001_a", "SELECT pg_sleep(1.5);\nCREATE TABLE b (x int);", lone=lone)
    run = begin("apply")
    until(lambda: site.ask("SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'"))
    assert terminate(site, "lock")
    assert run.wait() == 4
    assert "the connection that keeps other runs out was lost" in run.err
    assert site.ask("SELECT to_regclass('b'), (SELECT count(*) FROM schema_migrations)") == [(None, 0)]
    site.write("001_a", "CREATE TABLE b (x int);")
    assert begin("apply").wait() == 0


def test_the_server_stops(own_server: OwnServer, site: Site, nursery: Nursery, killable: Site) -> None:
    """At once, as when the machine fails, and at several moments."""
    assert nursery.start(killable, "apply").wait() == 0
    wanted = state(killable)
    dice = random.Random(23)
    site = type(killable)(killable.path, own_server.server.conninfo(own_server.server.create_database()))
    for _ in range(4):
        run = nursery.start(site, "apply")
        time.sleep(dice.uniform(0.02, 0.2))
        own_server.stop()
        assert run.wait() in {0, 4} and "Traceback" not in run.err, run.err
        stopped = nursery.start(site, "status")
        assert (stopped.wait(), stopped.out, "Traceback" in stopped.err) == (4, "", False), stopped.err
        assert "hint: is the server running" in stopped.err
        own_server.start()
    last = nursery.start(site, "apply")
    assert last.wait() == 0, last.err
    assert same(state(site), wanted)


def test_the_server_stops_at_the_commit(own_server: OwnServer, site: Site, nursery: Nursery) -> None:
    """Nobody knows then whether that went through; the next run does."""
    site = type(site)(site.path, own_server.server.conninfo(own_server.server.create_database()))
    site.do("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(600); RETURN NULL; END'",
            "CREATE TABLE a (x int)",
            "CREATE CONSTRAINT TRIGGER c AFTER INSERT ON a DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION"
            " f()")  # fmt: skip
    site.write("001_a", "INSERT INTO a VALUES (1);")
    run = nursery.start(site, "apply")
    while not site.ask("SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query = 'COMMIT'"):
        time.sleep(0.01)
    own_server.stop()
    assert run.wait() == 4
    assert "the connection was lost before 001_a was committed for sure: it may be applied, or nothing of it" in run.err
    assert "  1. migration status, when the server is there again" in run.err
    own_server.start()
    site.do("DROP TRIGGER c ON a")
    assert nursery.start(site, "apply").wait() == 0
    assert site.ask("SELECT count(*) FROM a") == [(1,)]
