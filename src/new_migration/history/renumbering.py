"""New numbers for migrations that came later than others with the same ones, and what their scripts say then."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from new_migration.history.migration import ROLES, Migration

# Where numbers are dates, each is far from the last.
DATES = 1_000_000

# What a statement says in which a name is one: of the tracking table, in a message or a comment, or of a lock.
_OF_MIGRATIONS = re.compile("migration|advisory_", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A migration before and after."""

    old: Migration
    new: Migration

    def files(self) -> dict[str, str]:
        """The names that its scripts can have, old to new."""
        return {self.old.file(role): self.new.file(role) for role in ROLES}


def moves(own: Iterable[Migration], taken: Iterable[int], elsewhere: Collection[int] | None = None) -> list[Move]:
    """Those of ``own`` that cannot keep their numbers, in their order, which stays.

    From the first whose number is taken, or lies below the highest that is, each gets the next free one. A free 0 is
    kept: the tracking table comes before all, also where a project had migrations before it had that one.
    Where ``elsewhere`` is given, gaps before them are closed, but for these numbers.
    """
    taken = set(taken)
    last = max(taken, default=-1)
    found = []
    for migration in sorted(own, key=lambda each: (each.number, each.name)):
        number = 0 if migration.number == 0 and 0 not in taken else max(last + 1, migration.number)
        if elsewhere is not None and 0 < number < DATES:
            number = next((each for each in range(last + 1, number) if each not in elsewhere), number)
        taken.add(number)
        last = max(last, number)
        if number != migration.number:
            new = Migration.numbered(number, migration.name, width=len(migration.digits))
            found.append(Move(old=migration, new=new))
    return found


def renumbered(text: str, own: Move, others: Sequence[Move]) -> str:
    """The text of a script of ``own``: the new numbers in heading, tracking row, guards and the names made of them.

    All at once, for one migration's new number may be another's old one.
    """
    every = (*others, own)  # the last one counts where two had the same number
    stems = {each.old.stem: each.new.stem for each in every}
    digits = {each.old.digits: each.new.digits for each in every}
    pattern = re.compile(
        # A migration by its name, as a whole word: 010_add is not the beginning of 010_add_email.
        rf"(?<!\w)(?P<stem>{_any_of(stems)})(?!\w)"
        # What a migration makes for itself: _new_010_idx, pk__undo_010_users.
        rf"|(?<![0-9A-Za-z])(?P<prefix>_[a-z]+_)(?P<digits>{_any_of(digits)})(?=_)"
        # Its heading, and sentences such as "the rows that migration 010 deleted".
        rf"|(?<!\w)(?P<words>-- (?:Migration|Rollback|Verify) |migration ){own.old.digits}(?!\w)"
    )

    def new(match: re.Match[str]) -> str:
        if match["stem"]:
            return stems[match["stem"]]
        return match["prefix"] + digits[match["digits"]] if match["prefix"] else match["words"] + own.new.digits

    return pattern.sub(new, text)


def mentions(text: str, moves: Sequence[Move]) -> list[int]:
    """The lines with the old name of a migration in a statement that does not look as if it was about migrations.

    There it may be data that only looks like a name. Comments do not count.
    """
    code = re.sub("--.*", "", text)
    name = re.compile(rf"(?<!\w)(?:{_any_of(move.old.stem for move in moves)})(?!\w)")
    lines = set()
    for match in name.finditer(code):
        statement = code[code.rfind(";", 0, match.start()) + 1 :].partition(";")[0]
        if not _OF_MIGRATIONS.search(name.sub("", statement)):
            lines.add(code.count("\n", 0, match.start()) + 1)
    return sorted(lines)


def _any_of(words: Iterable[str]) -> str:
    """A pattern for each of the words, the longest first."""
    return "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True))
