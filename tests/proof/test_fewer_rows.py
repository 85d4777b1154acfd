"""What is said of a forward script that the generated rows make fail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from new_migration.errors import MigrationError, ServerRefused
from new_migration.postgres.refusals import StatementRefused
from new_migration.proof.fewer_rows import may_be_rows, with_fewer_rows
from new_migration.proof.outcome import Outcome, Phase, Proof


def refused(sqlstate: str, detail: str = "") -> StatementRefused:
    error = StatementRefused(f"no\ndetail: {detail}", where="x.sql")
    error.sqlstate, error.detail = sqlstate, detail
    return error


ADDED, MADE_NULL, DUPLICATE = refused("23502"), refused("23502", "Failing row contains (1)."), refused("23505")


@pytest.mark.parametrize(
    ("error", "rows", "without", "outcome"),
    [
        (ADDED, 0, Outcome.PROVEN, Outcome.FAILED),
        (ADDED, 0, Outcome.NOT_PROVEN, Outcome.FAILED),
        (ADDED, 1, Outcome.PROVEN, Outcome.PROVEN_BUT_FOR),
        (MADE_NULL, 0, Outcome.PROVEN, Outcome.PROVEN_BUT_FOR),
        (DUPLICATE, 0, Outcome.NOT_PROVEN, Outcome.NOT_PROVEN),
        (DUPLICATE, 1, Outcome.IRREVERSIBLE, Outcome.IRREVERSIBLE),
    ],
)
def test_only_what_fails_on_any_row_is_a_failure(
    error: MigrationError, rows: int, without: Outcome, outcome: Outcome
) -> None:
    failed = Proof(
        name="x", outcome=Outcome.FAILED, reasons=("forward: no",), error=error, phase="forward", notes=("a",)
    )
    proof = with_fewer_rows(failed, Proof(name="x", outcome=without, reasons=("y",), notes=("a", "b")), rows=rows)
    assert (proof.outcome, proof.notes) == (outcome, ("a", "b"))
    if outcome is Outcome.FAILED:
        assert proof.reasons == ("forward: no", f"without generated rows (--rows 0) it is {without}", "y")
        assert (proof.error, proof.phase, proof.soft) == (error, "forward", ())
    else:
        fewer = "one in each table" if rows else "none"
        assert proof.soft == (f"generated rows: forward fails with them (no); checked with {fewer}",)
        assert (proof.reasons, proof.error) == (("y",), None)


@pytest.mark.parametrize("sqlstate", ["22P02", "22003", "23502", "23514", "20000", "21000", "44000", "P0001", "P0003"])
def test_what_rows_can_be_to_blame_for(sqlstate: str) -> None:
    failed = Proof(name="x", outcome=Outcome.FAILED, error=refused(sqlstate), phase=Phase.FORWARD)
    assert may_be_rows(failed)
    assert not may_be_rows(replace(failed, phase=Phase.ROLLBACK))


@pytest.mark.parametrize(
    "error",
    [*map(refused, ["42703", "42P01", "42804", "2BP01", "57014", "57P01", "0A000", "55006", ""]), ServerRefused("no")],
)
def test_what_fails_on_any_rows(error: MigrationError) -> None:
    """A mistyped column, for one, is no fault of the rows, even where it is come upon only because there are some."""
    assert not may_be_rows(Proof(name="x", outcome=Outcome.FAILED, error=error, phase=Phase.FORWARD))
