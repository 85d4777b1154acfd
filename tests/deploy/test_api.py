"""``from new_migration import apply, rollback, status, verify``: typed results, and nothing is printed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

import new_migration
from new_migration import api
from new_migration.deploy.events import Done, Event, Planned, Started, Told
from new_migration.deploy.failure import MigrationFailed
from new_migration.errors import BadInput, MigrationError, Refused

if TYPE_CHECKING:
    from tests.conftest import Site


@pytest.fixture(autouse=True)
def nothing_is_printed(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.WARNING)
    yield
    assert (*capfd.readouterr(), caplog.text) == ("", "", "")


@pytest.fixture(params=["here", "in a thread"])
def call(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Calls a function here, or in another thread than the main one."""

    def in_thread(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        results: list[Any] = []
        errors: list[BaseException] = []

        def work() -> None:
            try:
                results.append(function(*arguments, **named))
            except BaseException as error:
                errors.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        if errors:
            raise errors[0]
        return results[0]

    def here(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        return function(*arguments, **named)

    return in_thread if request.param == "in a thread" else here


def test_from_beginning_to_end(site: Site, call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    where = (site.conninfo, site.folder)
    site.write("001_a", verify="SELECT 'a', true")
    site.write("002_b", "DO $$ BEGIN RAISE NOTICE 'hello'; END $$;", "SELECT 1;", verify="SELECT 'b', false")
    told: list[Event] = []
    applied = call(new_migration.apply, *where, observer=told.append)
    assert [(type(each), each.name) for each in applied.done] == [(Done, "001_a"), (Done, "002_b")]
    assert (applied.holds, [each.name for each in applied.verified if not each.holds]) == (False, ["002_b"])
    assert [type(each) for each in told] == [Planned, Started, Done, Started, Told, Done]
    found = call(new_migration.status, *where)
    assert (found.applied, found.pending, found.is_clean) == (["001_a", "002_b"], [], True)
    assert call(new_migration.apply, *where).done == []
    (asked,) = call(new_migration.verify, *where, names=["1"])
    assert (asked.name, asked.holds, asked.claims[0].text) == ("001_a", True, "a")
    plan = call(api.plan_rollback, *where, to=0)
    assert ([step.name for step in plan.steps], plan.loses_data) == (["002_b", "001_a"], False)
    done = call(new_migration.rollback, *where, to=0, agreed=plan)
    assert [each.name for each in done] == ["002_b", "001_a"]
    assert call(new_migration.status, *where).pending == ["001_a", "002_b"]


def test_errors_have_types_and_exit_codes(site: Site, call: Callable[..., Any]) -> None:
    site.write("001_a", "CREATE TABLE t001 (x int);\nINSERT INTO t001 VALUES (1);")
    site.write("002_b", "SELECT 1 / 0;")
    with pytest.raises(MigrationFailed) as caught:
        call(new_migration.apply)
    failed = caught.value
    assert (failed.exit_code, failed.name, failed.before, failed.is_undone) == (4, "002_b", ["001_a"], True)
    assert failed.where and (failed.where.line, failed.where.column) == (2, 1)
    with pytest.raises(Refused) as refused:
        call(new_migration.rollback)
    assert (refused.value.exit_code, "data would be lost: rows of t001: 1" in str(refused.value)) == (3, True)
    with pytest.raises(BadInput):
        call(new_migration.verify, names=["9"])
    with pytest.raises(MigrationError) as unreachable:
        call(new_migration.status, "host=/nowhere")
    assert unreachable.value.exit_code == 4
    assert [each.name for each in call(new_migration.rollback, allow_data_loss=True)] == ["001_a"]


def test_a_plan_that_is_no_longer_true(site: Site) -> None:
    site.write("001_a")
    site.write("002_b")
    new_migration.apply()
    plan = api.plan_rollback()
    site.write("003_c")
    new_migration.apply()
    with pytest.raises(Refused, match="what is applied has changed meanwhile"):
        new_migration.rollback(agreed=plan)
    assert len(site.applied) == 3


def test_a_limit_of_time(site: Site, call: Callable[..., Any]) -> None:
    site.write("001_a")
    site.write("002_b", "SELECT pg_sleep(600);")
    with pytest.raises(MigrationError) as caught:
        call(new_migration.apply, limit=1.0)
    assert "the time for this run is up" in str(caught.value)
    assert site.applied == ["001_a"]


def test_what_an_observer_raises_ends_the_run_well(site: Site) -> None:
    site.write("001_a")
    site.write("002_b")

    def stop(event: Event) -> None:
        if isinstance(event, Done):
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        new_migration.apply(observer=stop)
    assert site.applied == ["001_a"]
    assert [each.name for each in new_migration.apply(wait=0).done] == ["002_b"]


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda: api.apply("host=/nowhere", "x", names=["1"], to=1),
        lambda: api.rollback("host=/nowhere", "x", last=-1),
        lambda: api.rollback("host=/nowhere", "x", last=0),
        lambda: api.rollback("host=/nowhere", "x", last=1, to=1),
        lambda: api.plan_rollback("host=/nowhere", "x", names=["1"], last=1),
    ],
)
def test_a_choice_that_cannot_be_meant(nonsense: Callable[[], object]) -> None:
    """Least of all is ``last=-1`` everything but one."""
    with pytest.raises(BadInput, match=r"exclude each other|1 or more"):
        nonsense()
