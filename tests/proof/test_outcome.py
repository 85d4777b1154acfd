"""The words for what differs."""

from __future__ import annotations

import pytest

from new_migration.postgres.snapshot import Difference
from new_migration.proof.outcome import Deviation, Phase

LONG = " AND ".join(f"(column_{number} IS NULL)" for number in range(30))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("a\nNOT NULL", "a", "NOT NULL before, none after rollback"),
        ("a", None, "missing after rollback (before: a)"),
        (None, "a\nb", "there after rollback, not before (a b)"),
        (None, "OWNER postgres", "there after rollback, not before"),
        ("OWNER postgres\nPARTITION BY LIST (a)", None, "missing after rollback (before: PARTITION BY LIST (a))"),
        ("BEGIN\n  x;\nEND", "BEGIN\n\tx;\nEND", "only white space differs after rollback"),
        (
            f"CHECK ({LONG} AND (x > 0))",
            f"CHECK ({LONG} AND (x > 1))",
            "…IS NULL) AND (column_29 IS NULL) AND (x > 0)) before, "
            "…IS NULL) AND (column_29 IS NULL) AND (x > 1)) after rollback",
        ),
    ],
)
def test_what_differs_is_in_view(before: str | None, after: str | None, said: str) -> None:
    difference = Difference(kind="thing", identity="public.x", before=before, after=after)
    assert str(Deviation(difference=difference, phase=Phase.ROLLBACK)) == f"thing x: {said}"


def test_a_long_definition_is_cut() -> None:
    difference = Difference(kind="view", identity="public.x", before=f"SELECT {LONG}", after="SELECT 1")
    said = str(Deviation(difference=difference, phase=Phase.ROLLBACK))
    assert said.endswith("… before, SELECT 1 after rollback") and len(said) < 400
