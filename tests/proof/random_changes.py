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
    answers = KINDS[kind](scene)
    return None if answers is None else Step(kind=kind, answers=answers, online=scene.dice.chance(0.6))


def next_step(step: Step, scene: Scene) -> Step | None:
    """What may follow on ``step``, which has been applied."""
    follow = PHASES.get(step.kind) if "phase" not in step.answers else None
    answers = follow(scene, step.answers) if follow and scene.dice.chance(0.8) else None
    return None if answers is None else Step(kind=step.kind, answers=answers, online=scene.dice.chance(0.6))
