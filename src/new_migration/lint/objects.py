"""Objects of a schema by their names, and what a statement does to one."""

from __future__ import annotations

from dataclasses import dataclass

from new_migration.lint.script import Step
from new_migration.postgres.sql import quote_identifier

# Tables, views, indexes and sequences have their names in common (PostgreSQL 18, CREATE TABLE).
_SHARED = {"table", "index", "view", "sequence"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Object:
    """Something with a name. ``on``: the table of a column, a constraint, a trigger, a policy or a rule, the type of a
    label.

    ``beside``: the table of an index or of an owned sequence, whose names do not need it. ``columns``: those that these
    or a constraint are on; empty where they may be any.
    """

    kind: str
    name: tuple[str, ...]
    on: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        named = f"{self.kind} {_shown(self.name)}" if self.name[-1] else f"unnamed {self.kind}"
        return f"{named} of {_shown(self.on)}" if self.on else named

    def is_same(self, other: Object) -> bool:
        """Whether both mean one object, as far as names tell: where one says no schema, any will do."""
        kinds = self.kind == other.kind or {self.kind, other.kind} <= _SHARED
        return kinds and _agree(self.name, other.name) and _agree(self.on, other.on)

    def is_on(self, other: Object) -> bool:
        """Whether it goes with the other: a column with its table, a label with its type, all of a schema with that."""
        table = self.on or self.beside
        if other.kind in {*_SHARED, "type"} and table:
            return _agree(table, other.name)
        if other.kind == "column" and self.kind in {"index", "constraint", "sequence"} and table:
            return _agree(table, other.on) and (not self.columns or other.name[0] in self.columns)
        return other.kind == "schema" and other.name[-1] in (self.on or self.name)[:-1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """What a statement does: ``make``, ``drop``, ``rename`` (to ``new``) or ``alter`` an ``aspect`` of an object.

    ``tolerant``: it does so where it can, IF EXISTS or OR REPLACE.
    """

    verb: str
    object: Object
    step: Step
    new: Object | None = None
    aspect: str = ""
    tolerant: bool = False
    cascades: bool = False


def _shown(name: tuple[str, ...]) -> str:
    return ".".join(map(quote_identifier, name))


def _agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names agree in the parts that both say."""
    count = min(len(one), len(other))
    return not count or one[-count:] == other[-count:]
