"""What status, apply, rollback and verify find, as JSON can have it, and events as lines of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from new_migration.deploy import events
from new_migration.text_table import printable

if TYPE_CHECKING:
    from new_migration.api import Applied
    from new_migration.deploy.events import Done
    from new_migration.deploy.failure import MigrationFailed
    from new_migration.deploy.job import Job
    from new_migration.deploy.rollback import Plan
    from new_migration.deploy.state import Standing, Status
    from new_migration.deploy.verify import Verified
    from new_migration.postgres.scripts import Notice

# What our own DROP … IF EXISTS says where nothing was left of an earlier build, which is as it should be.
_EXPECTED = re.compile(r'"_new_\d+_.*" does not exist, skipping$')


def status_object(found: Status) -> dict[str, Any]:
    """Where a database stands."""
    return {
        "database": found.database,
        "clean": found.is_clean,
        "tracking_table": found.has_tracking_table,
        "migrations": [_standing(each) for each in found.migrations],
    }


def would_apply_object(jobs: Sequence[Job]) -> dict[str, Any]:
    """What would be applied."""
    return {"would_apply": [job.name for job in jobs]}


def applied_object(applied: Applied) -> dict[str, Any]:
    """What was applied, and what is not true of it."""
    return {
        "applied": _done(applied.done),
        "verified": applied.holds,
        "false_claims": [
            {"name": each.name, "claim": claim.text}
            for each in applied.verified
            for claim in each.claims
            if not claim.holds
        ],
    }


def would_record_object(names: Sequence[str]) -> dict[str, Any]:
    """What would be recorded as applied."""
    return {"would_record": list(names)}


def recorded_object(names: Sequence[str]) -> dict[str, Any]:
    """What was recorded as applied."""
    return {"recorded": list(names)}


def would_roll_back_object(plan: Plan) -> dict[str, Any]:
    """What would be rolled back, and what would be lost."""
    return {"would_roll_back": [step.name for step in plan.steps], "would_lose": _lost(plan)}


def rolled_back_object(done: Sequence[Done], plan: Plan) -> dict[str, Any]:
    """What was rolled back, and what was lost."""
    return {"rolled_back": _done(done), "lost": _lost(plan)}


def verified_object(found: Sequence[Verified]) -> dict[str, Any]:
    """What verify scripts claim."""
    results = [
        {"name": each.name, "claims": [{"claim": claim.text, "holds": claim.holds} for claim in each.claims]}
        for each in found
    ]
    return {"holds": all(each.holds for each in found), "results": results}


def failure_object(failed: MigrationFailed) -> dict[str, Any]:
    """Which script did not go through, and what holds now."""
    where = failed.where
    return {
        "error": str(failed),
        "exit_code": failed.exit_code,
        "done_before": list(failed.before),
        "failed": {
            "name": failed.name,
            "script": failed.role,
            "file": where.name if where else None,
            "line": where.line or None if where else None,
            "column": where.column or None if where else None,
            "message": failed.what,
            "hint": failed.hint or None,
            "undone": failed.is_undone and not failed.is_unknown,
            "unknown": failed.is_unknown,
            "statements_done": [each.text for each in failed.done],
            "statements_left": [each.text for each in failed.left],
            "invalid_indexes": list(failed.invalid),
        },
    }


def event_lines(event: events.Event) -> list[str]:
    """What is said of an event on the way; nothing of what is planned, started and done."""
    match event:
        case events.WaitingForTurn(holders=holders):
            return [printable(f"waiting for another run: {each}") for each in holders]
        case events.WaitingForLock(name=name, blockers=blockers):
            return [printable(f"{name}: waiting for a lock held by {each}") for each in blockers]
        case events.Retrying(name=name, reason=reason, attempt=attempt, attempts=attempts, seconds=seconds):
            return [f"{name}: {reason}, taken back; try {attempt + 1} of {attempts} in {seconds:.1f} s"]
        case events.Told(name=name, notice=notice) if not _EXPECTED.search(notice.message):
            return [f"{name}: {_said(notice)}"]
        case _:
            return []


def _said(notice: Notice) -> str:
    """Its message, detail and hint, line below line."""
    parts = (f"{notice.severity.lower()}: {notice.message}", notice.detail, notice.hint)
    return "\n  ".join(printable(line) for part in parts if part for line in part.split("\n"))


def _standing(each: Standing) -> dict[str, Any]:
    record = each.record
    return {
        "name": each.name,
        "state": each.state.name.lower(),
        "applied": each.is_applied,
        "executed_at": record.executed_at if record else None,
        "executed_by": (record.executed_by or None) if record else None,
        "seconds": record.seconds if record else None,
        "checksum": (record.checksum or None) if record else None,
    }


def _done(done: Sequence[Done]) -> list[dict[str, Any]]:
    return [{"name": each.name, "seconds": round(each.seconds, 3)} for each in done]


def _lost(plan: Plan) -> list[dict[str, Any]]:
    return [
        {"name": step.name, "what": loss.what, "count": loss.count, "exact": loss.is_exact}
        for step in plan.steps
        for loss in step.losses
    ]
