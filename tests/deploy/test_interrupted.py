"""A script that is not one transaction says, when it is interrupted, where it stopped and how to go on."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from new_migration import api

if TYPE_CHECKING:
    from tests.conftest import Site
    from tests.deploy.conftest import Start

ASLEEP = "SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
MADE = "SELECT to_regclass('a') IS NOT NULL"


@pytest.fixture
def slow(site: Site) -> Site:
    """A migration that makes a table and then sleeps while the table ``awake`` is empty; its rollback does the like."""
    nap = "SELECT pg_sleep(600) WHERE NOT EXISTS (SELECT FROM awake);"
    site.do("CREATE TABLE awake (x int)")
    site.write("001_a", f"CREATE TABLE IF NOT EXISTS a (x int);\n{nap}", f"{nap}\nDROP TABLE IF EXISTS a;", lone=True)
    return site


def interrupted(site: Site, begin: Start, until: Callable[..., None], *words: str, number: int = signal.SIGINT) -> str:
    """What a run says that is interrupted while it sleeps."""
    run = begin(*words)
    until(lambda: site.ask(ASLEEP), what=lambda: run.err)
    run.kill(signal.Signals(number))
    assert run.wait() == 130, run.err
    assert not site.ask(ASLEEP)
    return run.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_forward(number: int, slow: Site, begin: Start, until: Callable[..., None]) -> None:
    said = interrupted(slow, begin, until, "apply", number=number)
    assert "001_a.sql:2:1: interrupted" in said
    assert "001_a is not one transaction; what its script has done stays:\n  done  line 1 CREATE TABLE" in said
    assert "\n  left  line 2 SELECT pg_sleep(600)" in said
    assert said.endswith(
        "next:\n  migration apply, which runs the whole script again\n"
        "  or, to give it up: migration rollback 001_a --unfinished\n"
    )
    assert (slow.applied, slow.ask(MADE)) == ([], [(True,)])
    slow.do("INSERT INTO awake VALUES (1)")
    assert begin("apply").wait() == 0
    assert slow.applied == ["001_a"]


def test_forward_is_given_up(slow: Site, begin: Start, until: Callable[..., None]) -> None:
    interrupted(slow, begin, until, "apply")
    said = interrupted(slow, begin, until, "rollback", "001_a", "--unfinished", "--yes")
    assert said.endswith("next:\n  migration rollback 001_a --unfinished, which runs the whole script again\n")
    assert (slow.applied, slow.ask(MADE)) == ([], [(True,)])
    slow.do("INSERT INTO awake VALUES (1)")
    assert begin("rollback", "001_a", "--unfinished", "--yes").wait() == 0
    assert (slow.applied, slow.ask(MADE)) == ([], [(False,)])


def test_rollback(slow: Site, begin: Start, until: Callable[..., None]) -> None:
    slow.do("INSERT INTO awake VALUES (1)")
    assert begin("apply").wait() == 0
    slow.do("DELETE FROM awake")
    said = interrupted(slow, begin, until, "rollback", "--yes")
    assert "rollback-001_a.sql:1:1: interrupted" in said
    assert "\n  left  line 1 SELECT pg_sleep(600)" in said
    assert said.endswith("next:\n  migration rollback 001_a, which runs the whole script again\n")
    assert slow.applied == ["001_a"]
    slow.do("INSERT INTO awake VALUES (1)")
    assert begin("rollback", "001_a", "--yes").wait() == 0
    assert (slow.applied, slow.ask(MADE)) == ([], [(False,)])


def test_what_cannot_be_given_up_stays_pending(site: Site, begin: Start) -> None:
    site.write("001_a", "SELECT 1 / 0;", "SELECT 2 / 0;", lone=True)
    assert begin("apply").wait() == 4
    run = begin("rollback", "001_a", "--unfinished", "--yes")
    assert run.wait() == 4
    assert "3. migration rollback 001_a --unfinished, which runs the whole script again" in run.err
    assert site.applied == []


def test_a_script_may_say_how_it_is_given_up(site: Site, begin: Start) -> None:
    site.write("001_a", "-- To give it up half-way: DROP TABLE a;\nSELECT 1 / 0;", "SELECT 2 / 0;", lone=True)
    run = begin("apply")
    assert run.wait() == 4
    assert run.err.endswith("  or, to give it up: DROP TABLE a;\n")


def test_a_caller_in_python_is_interrupted_as_ever(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """KeyboardInterrupt, which no ``except Exception`` takes for a failure."""
    site.write("001_a", "SELECT pg_sleep(600);", lone=True)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("new_migration.deploy.executors.Own.execute", stop)
    with pytest.raises(KeyboardInterrupt, match="left  line 1 SELECT pg_sleep"):
        api.apply()
