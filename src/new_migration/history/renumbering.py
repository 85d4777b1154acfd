"""New numbers for migrations that came later than others with the same ones, and what their scripts say then."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from new_migration.history.migration import ROLES, Migration

# What the frame writes above a script, and the names of what a migration makes for itself.
_HEADINGS = ("-- Migration ", "-- Rollback ", "-- Verify ")
_PREFIXES = ("_new_", "_undo_", "_progress_", "_dropped_")


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A migration before and after."""

    old: Migration
    new: Migration

    def files(self) -> dict[str, str]:
        """The names that its scripts can have, old to new."""
        return {self.old.file(role): self.new.file(role) for role in ROLES}


def moves(own: Iterable[Migration], taken: Iterable[int]) -> list[Move]:
    """Those of ``own`` that cannot keep their numbers, in their order, which stays.

    From the first whose number is taken, or lies below the highest that is, each gets the next free one.
    """
    last = max(taken, default=-1)
    found = []
    for migration in sorted(own, key=lambda each: (each.number, each.name)):
        number = max(last + 1, migration.number)
        last = number
        if number != migration.number:
            new = Migration.numbered(number, migration.name, width=len(migration.digits))
            found.append(Move(old=migration, new=new))
    return found


def renumbered(text: str, own: Move, others: Sequence[Move]) -> str:
    """The text of a script of ``own``: the new numbers in header, tracking row, guards and the names made of them.

    All at once, for one migration's new number may be another's old one.
    """
    spellings: dict[str, str] = {}
    for move in (*others, own):  # the last one counts where two had the same number
        spellings |= {f"{prefix}{move.old.digits}_": f"{prefix}{move.new.digits}_" for prefix in _PREFIXES}
        spellings[move.old.stem] = move.new.stem
    spellings |= {f"{word}{own.old.digits}:": f"{word}{own.new.digits}:" for word in _HEADINGS}
    longest_first = "|".join(re.escape(each) for each in sorted(spellings, key=len, reverse=True))
    # A stem counts only as a whole word: 010_add is not the beginning of 010_add_email.
    pattern = re.compile(rf"(?<![0-9A-Za-z])(?:{longest_first})(?:(?<=[:_])|(?![0-9A-Za-z_]))")
    return pattern.sub(lambda match: spellings[match[0]], text)
