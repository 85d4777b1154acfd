"""What comes out of a proof: the outcome, and in SQL words what speaks against it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import takewhile

from new_migration.errors import MigrationError
from new_migration.history.proof_lock import GOOD
from new_migration.postgres.snapshot import Difference
from new_migration.proof.statement_trace import StatementTrace

_LONGEST_SHOWN = 300
# So much is shown of what two long definitions begin with before they differ.
_LEAD = 40


class Outcome(StrEnum):
    """The answers of a proof (DESIGN, section 8)."""

    PROVEN = "proven"
    PROVEN_BUT_FOR = "proven but for"
    NOT_PROVEN = "not proven"
    FAILED = "failed"
    IRREVERSIBLE = "irreversible"


class Phase(StrEnum):
    """The scripts of a proof in their order."""

    FORWARD = "forward"
    ROLLBACK = "rollback"
    FORWARD_AGAIN = "forward again"


@dataclass(frozen=True, kw_only=True, slots=True)
class Deviation:
    """A difference of the schema, and the phase after which it shows.

    After the rollback it is one from the state before the migration, after ``forward again`` from the one after it.
    """

    difference: Difference
    phase: Phase

    @property
    def soft(self) -> bool:
        return self.difference.soft

    def __str__(self) -> str:
        return f"{self.subject}: {self._change()}"

    @property
    def subject(self) -> str:
        """The object as people name it: ``index idx_users_email on users``."""
        found = self.difference
        table = re.search(rf" ON (?:ONLY )?({_NAME}(?:\.{_NAME})?) USING ", found.before or found.after or "")
        on = f" on {without_public(table[1])}" if found.kind == "index" and table else ""
        return f"{found.kind} {without_public(found.identity)}{on}"

    def _change(self) -> str:
        found, after = self.difference, f"after {self.phase}"
        before = "before" if self.phase is Phase.ROLLBACK else f"after {Phase.FORWARD}"
        if found.after is None:
            was = _said(found.before or "")
            return f"missing {after} ({before}: {was})" if was else f"missing {after}"
        if found.before is None:
            now = _said(found.after)
            return f"there {after}, not {before} ({now})" if now else f"there {after}, not {before}"
        lost, gained = _lacking(found.before, found.after), _lacking(found.after, found.before)
        if not lost and not gained:  # the same lines in another order
            lost, gained = found.before.split("\n"), found.after.split("\n")
        between = ", " if found.kind == "column order" else " "
        old, new = _line(lost, between), _line(gained, between)
        if old == new:
            return f"only white space differs {after}"
        old, new = _in_view(old, new)
        return f"{old or 'none'} {before}, {new or 'none'} {after}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """What came out for one migration.

    ``reasons``: in words, what speaks against it. ``soft``: the differences that nobody can avoid, or that the rollback
    declares. ``deviations``: all of the schema's, those among the reasons and the soft ones. ``irreversible``: why,
    where the author says so. ``file``: the script that the first reason speaks against, "" where ``error`` says the
    place. ``error``: what a server or a file refused, in ``phase``. ``notes``: what else is to be known, as tables that
    could not be filled. ``locks``: by phase, what each statement did. ``fingerprint``: of the schema after the forward
    script.
    """

    name: str
    outcome: Outcome
    reasons: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    irreversible: str = ""
    file: str = ""
    error: MigrationError | None = field(default=None, compare=False)
    phase: str = ""
    notes: tuple[str, ...] = ()
    locks: tuple[tuple[Phase, tuple[StatementTrace, ...]], ...] = field(default=(), compare=False)
    seconds: float = field(default=0.0, compare=False)
    fingerprint: str = field(default="", compare=False)
    is_cached: bool = field(default=False, compare=False)

    @property
    def is_proven(self) -> bool:
        """Whether nothing has to be done: proven, or declared irreversible with a reason."""
        return self.outcome in GOOD


def without_public(text: str) -> str:
    """Identities as people write them: the schema ``public`` goes without saying."""
    return re.sub(r'(?<![\w".$])public\.', "", text)


_NAME = r'(?:"(?:[^"]|"")*"|[^\s".]+)'


def _lacking(one: str, other: str) -> list[str]:
    """The clauses of one definition that the other lacks."""
    there = set(other.split("\n"))
    return [line for line in one.split("\n") if line not in there]


def _line(clauses: Iterable[str], between: str = " ") -> str:
    """Clauses on one line."""
    return re.sub(r"\s+", " ", between.join(clauses)).strip()


def _said(definition: str) -> str:
    """What there is to say of an object but who owned it."""
    return _cut(_line(clause for clause in definition.split("\n") if not clause.startswith("OWNER ")))


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…"


def _in_view(one: str, other: str) -> tuple[str, str]:
    """Two lines cut where they are long, so that where they begin to differ can be seen."""
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    if max(len(one), len(other)) <= _LONGEST_SHOWN or common <= _LEAD:
        return _cut(one), _cut(other)
    start = one.rfind(" ", 0, common - _LEAD) + 1
    return f"…{_cut(one[start:])}", f"…{_cut(other[start:])}"
