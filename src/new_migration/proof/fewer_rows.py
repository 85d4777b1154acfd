"""What comes out for a migration whose forward script fails because of the rows that were made up for its proof.

It is proved again with one row in each table, which holds no NULL and is like no other, or without any. A column that
is NOT NULL and has no default fails there too: that is certain on any table with rows. All else depends on what the
rows hold, of which only the author knows.
"""

from __future__ import annotations

from dataclasses import replace

from new_migration.postgres.refusals import StatementRefused
from new_migration.proof.outcome import Outcome, Phase, Proof

_SUBJECT = "generated rows"
_NOT_NULL_VIOLATION = "23502"
# What rows can be to blame for (PostgreSQL 18, appendix A): data exceptions, violated constraints, and by their whole
# codes a CASE without a branch for a value, more than one row from a subquery, WITH CHECK OPTION, and of PL/pgSQL
# RAISE (the guards), INTO STRICT and ASSERT. A name that is not there is an error whatever the rows are, even where
# PostgreSQL comes upon it only because there are rows: in a block that is not run to its end without them.
_OF_ROWS = ("22", "23", "20000", "21000", "44000", "P0001", "P0002", "P0003", "P0004")


def may_be_rows(proof: Proof) -> bool:
    """Whether the forward script was refused for what rows can be to blame for."""
    error = proof.error
    is_of_rows = isinstance(error, StatementRefused) and error.sqlstate.startswith(_OF_ROWS)
    return proof.phase == Phase.FORWARD and is_of_rows


def with_fewer_rows(failed: Proof, proof: Proof, *, rows: int) -> Proof:
    """The result of two tries: ``proof`` is that with 1 or 0 ``rows`` in each table, where the forward script runs."""
    notes = tuple(dict.fromkeys((*failed.notes, *proof.notes)))
    proof = replace(proof, notes=notes, seconds=failed.seconds + proof.seconds)
    if not rows and _has_missing_value(failed):
        reasons = (*failed.reasons, f"without {_SUBJECT} (--rows 0) it is {proof.outcome}", *proof.reasons)
        return replace(proof, outcome=failed.outcome, reasons=reasons, file="", error=failed.error, phase=failed.phase)
    said = failed.error.what.partition("\n")[0] if failed.error else ""
    remark = f"{_SUBJECT}: forward fails with them ({said}); checked with {'one in each table' if rows else 'none'}"
    outcome = Outcome.PROVEN_BUT_FOR if proof.outcome is Outcome.PROVEN else proof.outcome
    return replace(proof, outcome=outcome, soft=(*proof.soft, remark))


def _has_missing_value(failed: Proof) -> bool:
    """Whether a column has no value for rows that are there; of an INSERT or UPDATE the detail would show the row."""
    error = failed.error
    return isinstance(error, StatementRefused) and error.sqlstate == _NOT_NULL_VIOLATION and not error.detail
