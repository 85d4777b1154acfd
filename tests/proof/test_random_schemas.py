"""Random changes of random schemas are proven, and several of them rolled back in turn restore what was there.

``NEW_MIGRATION_EXPLORE=200 pytest tests/proof/test_random_schemas.py`` tries 200 random schemas for each kind; without
it they are few and always the same. A failure prints the schema, the command and the scripts.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.proof.random_changes import KINDS as DRAWN
from tests.proof.random_trials import KINDS, Tally, Trial

from new_migration.postgres.scratch import Server

_EXPLORE = int(os.environ.get("NEW_MIGRATION_EXPLORE", "0"))
PROFILE = settings(
    max_examples=_EXPLORE or 1,
    derandomize=not _EXPLORE,
    database=None,
    deadline=None,
    phases=[Phase.generate],  # to make an example smaller takes minutes on a server
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
SEEDS = st.integers(0, 2**64 - 1)
LENGTH = 5


def test_there_are_random_changes_of_every_kind() -> None:
    assert sorted(DRAWN) == sorted(KINDS)


@pytest.mark.parametrize("kind", sorted(DRAWN))
def test_a_change_of_a_random_schema_is_proven(kind: str, server: Server) -> None:
    tally = Tally()

    @PROFILE
    @given(seed=SEEDS)
    def explore(seed: int) -> None:
        for attempt in range(10):  # not every schema has something for every kind
            made = tally.made(kind)
            Trial(server, f"{kind} {server.version} {seed} {attempt}", tally).change(kind)
            if tally.made(kind) > made:
                break

    explore()
    assert tally.made(kind), f"it is always refused: {tally.said}"


def test_changes_one_after_the_other_are_rolled_back_in_turn(server: Server) -> None:
    tally = Tally()

    @PROFILE
    @given(seed=SEEDS)
    def explore(seed: int) -> None:
        for attempt in range(1 if _EXPLORE else 6):
            Trial(server, f"sequence {server.version} {seed} {attempt}", tally).sequence(LENGTH)

    explore()
    assert any(word == "sequence: rolled back" for _, word in tally.counts)
