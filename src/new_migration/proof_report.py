"""Results of proofs as text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from new_migration.errors import MigrationError
from new_migration.postgres.refusals import StatementRefused
from new_migration.proof.outcome import Deviation, Outcome, Proof
from new_migration.report import json_text


def headline(proof: Proof) -> str:
    """The result in one line."""
    return f"{proof.name}: {said(proof)}"


def said(proof: Proof) -> str:
    """The outcome, with what belongs to it."""
    if proof.outcome is Outcome.PROVEN_BUT_FOR:
        subjects = dict.fromkeys(each.partition(": ")[0] for each in proof.soft)
        return f"{proof.outcome} {', '.join(subjects)}"
    if proof.outcome is Outcome.IRREVERSIBLE:
        return f"{proof.outcome}: {proof.irreversible}"
    if proof.outcome is Outcome.NOT_PROVEN:
        return f"{proof.outcome}: {proof.file}"
    return proof.outcome


def details(proof: Proof, *, locks: bool = False) -> list[str]:
    """The lines below it: what speaks against it, what is soft, and on demand what it locks."""
    found = [*proof.reasons, *proof.soft]
    if locks:
        found += [f"{phase} {trace}" for phase, traces in proof.locks for trace in traces]
    return ["  " + text.replace("\n", "\n    ") for text in found]


def summary(proofs: Sequence[Proof], unchecked: Sequence[str], *, server: str, seconds: float) -> str:
    """One line over all: how many of which outcome, where, and how long it took."""
    count = Counter(proof.outcome for proof in proofs)
    parts = [f"{count[outcome]} {outcome}" for outcome in Outcome if count[outcome]]
    parts += [f"{len(unchecked)} not checked"] if unchecked else []
    known = sum(proof.is_cached for proof in proofs)
    where = f"{server}; {known} known before" if known and known < len(proofs) else server
    total = len(proofs) + len(unchecked)
    return f"{total} migration{'s' if total != 1 else ''}: {', '.join(parts)} ({seconds:.1f} s, {where})"


def as_json(proofs: Sequence[Proof], unchecked: Sequence[str], *, server: dict[str, Any], seconds: float) -> str:
    """All results as one JSON object."""
    is_good = not unchecked and all(proof.is_proven for proof in proofs)
    return json_text(
        {
            "proven": is_good,
            "server": server,
            "results": as_objects(proofs),
            "not_checked": list(unchecked),
            "seconds": round(seconds, 3),
        }
    )


def as_objects(proofs: Sequence[Proof]) -> list[dict[str, Any]]:
    """Each result as JSON can have it."""
    return [_as_object(proof) for proof in proofs]


def _as_object(proof: Proof) -> dict[str, Any]:
    return {
        "name": proof.name,
        "outcome": proof.outcome,
        "proven": proof.is_proven,
        "reasons": list(proof.reasons),
        "soft": list(proof.soft),
        "differences": [_difference(each) for each in proof.deviations],
        "irreversible": proof.irreversible or None,
        "file": proof.file or None,
        "error": _error(proof.error, proof.phase) if proof.error else None,
        "notes": list(proof.notes),
        "locks": list(_locks(proof)),
        "seconds": round(proof.seconds, 3),
        "cached": proof.is_cached,
    }


def _difference(each: Deviation) -> dict[str, Any]:
    found = each.difference
    return {
        "kind": found.kind,
        "identity": found.identity,
        "before": found.before,
        "after": found.after,
        "soft": found.soft,
        "phase": each.phase,
        "text": str(each),
    }


def _error(error: MigrationError, phase: str) -> dict[str, Any]:
    where = error.where
    said = _own_words(error) if isinstance(error, StatementRefused) else {"message": error.what}
    return {
        "phase": phase,
        "file": where.name if where else None,
        "line": where.line or None if where else None,
        "column": where.column or None if where else None,
        "message": None,
        "sqlstate": None,
        "detail": None,
        "context": None,
        **said,
        "hint": error.hint or None,
    }


def _own_words(error: StatementRefused) -> dict[str, str | None]:
    """What the server said, part by part."""
    return {name: getattr(error, name) or None for name in ("message", "sqlstate", "detail", "context")}


def _locks(proof: Proof) -> Iterator[dict[str, Any]]:
    for phase, traces in proof.locks:
        for trace in traces:
            yield {"phase": phase, **asdict(trace)}
