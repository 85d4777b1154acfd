"""Wrong rollbacks, at least one for each kind of object and each property of one: each is found, and named.

A case is a change (``forward``) of the shop in ``wrong_rollbacks/shop.sql``, where ``setup`` has made what it needs; a
rollback that undoes it (``right``), at most with the differences in ``soft``; and one that does not (``wrong``), with
all that the proof says of it (``reasons``), where … stands for what each version prints in its own way. ``since`` is
the first version that knows the syntax.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from new_migration.history.layouts import Pair
from new_migration.postgres.catalog.query import ENTRIES
from new_migration.postgres.database import connect, execute
from new_migration.postgres.scratch import Server
from new_migration.postgres.scripts import run_script
from new_migration.postgres.snapshot import Snapshot, difference
from new_migration.proof.outcome import Outcome, Proof
from new_migration.proof.roundtrip import Scripts, prove_on
from new_migration.proof.workbench import Workbench

HERE = Path(__file__).parent / "wrong_rollbacks"
SHOP = (HERE / "shop.sql").read_text(encoding="utf-8")
ROLES = ("shop_reader", "shop_writer")
# Labels need a provider: sepgsql, which needs SELinux, or the one of PostgreSQL's own tests (dummy_seclabel).
WITHOUT_CASE = {"security label"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One change, how to undo it, and how not to."""

    forward: str
    right: str
    wrong: str
    reasons: list[str]
    soft: list[str] = field(default_factory=list)
    setup: str = ""
    verify: str = ""
    since: int = 0

    def pair(self, rollback: str) -> Pair:
        return Scripts(name="010_x", forward=self.forward, rollback=rollback, verify=self.verify).pair()


CASES = {
    name: Case(**case)
    for file in sorted(HERE.glob("*.toml"))
    for name, case in tomllib.loads(file.read_text(encoding="utf-8")).items()
}


class Shop:
    """A database with the shop, made anew for each case: as a rule in the same database, which is quicker by half."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._stack = ExitStack()
        self._bench: Workbench | None = None
        self._state: Snapshot | None = None

    def open(self) -> Workbench:
        """On the database, with nothing in it but the shop."""
        bench = self._bench or self._new()
        run_script(bench.connection, SHOP, name="shop.sql")
        if self._state is not None and difference(self._state, bench.state()):  # as a setting of the database
            bench = self._new()
            run_script(bench.connection, SHOP, name="shop.sql")
        self._bench, self._state = bench, bench.state()
        return bench

    def close(self) -> None:
        self._stack.close()

    def _new(self) -> Workbench:
        self.close()
        return self._stack.enter_context(Workbench(self._stack.enter_context(self._server.database())))


@pytest.fixture(scope="module")
def shop(server: Server) -> Iterator[Shop]:
    """A shop on each server, which has the roles that cases name."""
    with connect(server.maintenance) as connection:
        execute(connection, "".join(f"CREATE ROLE {role};" for role in ROLES))
        made = Shop(server)
        yield made
        made.close()
        execute(connection, "".join(f"DROP ROLE {role};" for role in ROLES))


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=name, marks=pytest.mark.since(case.since)) for name, case in CASES.items()]
)
def test_the_right_rollback_is_proven_and_the_wrong_one_named(shop: Shop, case: Case) -> None:
    bench = shop.open()
    run_script(bench.connection, case.setup, name="setup.sql")
    pair = case.pair(case.right)
    right, _ = prove_on(bench, pair, rows=0)
    assert (right.reasons, list(right.soft)) == ((), case.soft)
    assert right.outcome is (Outcome.PROVEN_BUT_FOR if case.soft else Outcome.PROVEN)
    assert pair.rollback
    bench.run(pair.rollback)
    wrong, _ = prove_on(bench, case.pair(case.wrong), rows=0)
    assert not wrong.is_proven
    assert_said(what_is_said(wrong), case.reasons)


def what_is_said(proof: Proof) -> list[str]:
    """The reasons in short, without the failure of the second forward that only follows."""
    return [reason.partition("\n")[0] for reason in proof.reasons if not reason.startswith("forward again")]


def assert_said(said: list[str], expected: list[str]) -> None:
    patterns = [re.escape(reason).replace("…", ".*") for reason in expected]
    matches = [re.fullmatch(pattern, reason) for pattern, reason in zip(patterns, said, strict=False)]
    assert len(said) == len(expected) and all(matches), said


@pytest.mark.parametrize("kind", sorted({entry.kind for entry in ENTRIES} - WITHOUT_CASE))
def test_each_kind_of_object_has_a_wrong_rollback(kind: str) -> None:
    said = [reason for case in CASES.values() for reason in [*case.reasons, *case.soft]]
    assert any(reason.startswith(f"{kind} ") for reason in said)
