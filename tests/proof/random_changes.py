"""Random changes that fit a schema which is there.

A change is a list of steps, the phases of a kind; the answers of each are drawn for the schema as the steps before it
left it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.proof import random_column_changes, random_constraint_changes, random_other_changes
from tests.proof.random_scenes import Answers, Scene

KINDS = random_column_changes.KINDS | random_constraint_changes.KINDS | random_other_changes.KINDS
PHASES = random_column_changes.PHASES


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """Answers for a kind."""

    kind: str
    answers: Answers
    online: bool


def first_step(kind: str, scene: Scene) -> Step | None:
    """The first step of a change; None where the schema has nothing for it."""
    return _step(kind, KINDS[kind](scene), scene)


def next_step(step: Step, scene: Scene) -> Step | None:
    """What may follow on ``step``, which has been applied."""
    follow = PHASES.get(step.kind) if "phase" not in step.answers else None
    return _step(step.kind, follow(scene, step.answers) if follow and scene.dice.chance(0.8) else None, scene)


def _step(kind: str, answers: Answers | None, scene: Scene) -> Step | None:
    if answers is None:
        return None
    online = scene.dice.chance(0.6)
    batches = {"pause", "batch_size"} | (set() if kind == "backfill" else {"key"})
    needless = set() if online else batches
    answers = {name: texts for name, texts in answers.items() if name not in needless}
    return Step(kind=kind, answers=answers, online=online)
