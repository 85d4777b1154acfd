"""What one statement of a script did, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from new_migration.postgres.sql import Statement, tokens
from new_migration.proof.relations import MODES

# What a lock does to an application that reads and writes the table (PostgreSQL 18, table 13.2).
_EFFECTS = {"ACCESS EXCLUSIVE": "blocks reads and writes"} | dict.fromkeys(
    ["SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE"], "blocks writes"
)


def blocks(mode: str) -> bool:
    """Whether a lock in this mode makes an application wait."""
    return mode in _EFFECTS


def effect(mode: str) -> str:
    """What a lock in this mode does to an application."""
    return _EFFECTS.get(mode, "blocks neither reads nor writes")


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementTrace:
    """What one statement did to relations that were there before its script; those that the script made are left out.

    ``line``: where it starts in its file. ``statement``: its first words. ``locks``: by relation, the strongest mode
    that it took and its transaction did not hold yet, in PostgreSQL's words. ``held``: by relation, the mode that
    blocks others and was held when the statement began. ``rewritten``: tables and materialised views that got a
    new file. ``scanned``: tables read from end to end to check their rows. ``built``: indexes built or built anew.
    ``note``: what else is to be known, as why there are no locks.
    """

    line: int
    statement: str
    locks: Mapping[str, str]
    held: Mapping[str, str]
    rewritten: tuple[str, ...]
    scanned: tuple[str, ...]
    built: tuple[str, ...]
    note: str

    def __str__(self) -> str:
        return f"line {self.line} {self.statement}: " + "; ".join(self._parts())

    def _parts(self) -> Iterator[str]:
        yield from _phrases(self.locks)
        if not self.locks and not self.note:
            yield "no new lock" if self.held else "no lock on what was there before"
        work = {"rewrites": self.rewritten, "scans": self.scanned, "builds": self.built}
        yield from (f"{verb} {', '.join(names)}" for verb, names in work.items() if names)
        if self.held and any(work.values()):
            yield f"held from before: {', '.join(_phrases(self.held))}"
        if self.note:
            yield self.note


def _phrases(locks: Mapping[str, str]) -> Iterator[str]:
    """One phrase for each mode, the strongest first."""
    for mode in sorted(set(locks.values()), key=MODES.index, reverse=True):
        relations = ", ".join(sorted(name for name, taken in locks.items() if taken == mode))
        yield f"{mode} on {relations} ({effect(mode)})"


# After one of these comes a name, or only CONCURRENTLY.
_LAST = (
    "AGGREGATE", "ANALYZE", "CALL", "CAST", "COLLATION", "COLUMN", "CONSTRAINT", "DATABASE", "DO", "DOMAIN",
    "EXTENSION", "FROM", "FUNCTION", "INDEX", "INTO", "OPERATOR", "POLICY", "PROCEDURE", "PUBLICATION", "ROLE", "RULE",
    "SCHEMA", "SELECT", "SEQUENCE", "SERVER", "STATISTICS", "SUBSCRIPTION", "SYSTEM", "TABLE", "TRIGGER", "TYPE",
    "UPDATE", "USER", "VACUUM", "VALUES", "VIEW", "WITH",
)  # fmt: skip


def first_words(statement: Statement) -> str:
    """The words that say what a statement is, as ``CREATE UNIQUE INDEX CONCURRENTLY``."""
    words: list[str] = []
    for token in tokens(statement.text, name=""):
        word = token.text.upper()
        is_name = bool(words) and words[-1] in _LAST and word != "CONCURRENTLY"
        if not token.keyword or is_name or word in {"IF", "ONLY"} or len(words) == 4:
            break
        words.append(word)
    return " ".join(words)
