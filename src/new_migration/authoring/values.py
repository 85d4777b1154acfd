"""The typed values that templates print: names, types, expressions and other plain ones.

``str()`` of each is correct SQL, so templates never quote. Columns and constraints are in ``tables``, indexes in
``indexes``.

What the user typed, unquoted, is called ``raw`` in every value, and no template can reach it (``render`` sees to that).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from new_migration.postgres import sql


@dataclass(frozen=True, kw_only=True, slots=True)
class Identifier:
    """The name of one object; prints quoted where PostgreSQL needs it."""

    raw: str

    def __str__(self) -> str:
        return sql.quote_identifier(self.raw)


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table (or another object in a schema), perhaps qualified with its schema."""

    schema: Identifier | None = None
    name: Identifier

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else str(self.name)

    def beside(self, name: Identifier) -> Table:
        """The object ``name`` in the same schema: an index lives in the schema of its table."""
        return Table(schema=self.schema, name=name)

    def in_schema(self, schema: Identifier) -> Table:
        """What has the same name in another schema, or this one with its schema said."""
        return Table(schema=schema, name=self.name)


@dataclass(frozen=True, kw_only=True, slots=True)
class Routine:
    """A function, procedure or aggregate: its name, and the types of its arguments in brackets where they are said."""

    name: Table
    arguments: str = ""

    def __str__(self) -> str:
        return f"{self.name}{self.arguments}"


_SERIALS = {"serial": "integer", "serial4": "integer", "bigserial": "bigint", "serial8": "bigint",
            "smallserial": "smallint", "serial2": "smallint"}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class SqlType:
    """A data type as in a column definition."""

    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def stored(self) -> str:
        """The type that the catalog has: a serial column is an integer."""
        return _SERIALS.get(self.text, self.text)

    @property
    def is_serial(self) -> bool:
        return self.text in _SERIALS


@dataclass(frozen=True, kw_only=True, slots=True)
class Expression:
    """One SQL expression on one line."""

    text: str
    columns: tuple[Identifier, ...] = ()  # that it reads, in order
    functions: tuple[str, ...] = ()  # the functions that it calls

    def __str__(self) -> str:
        return self.text

    @property
    def is_plain(self) -> bool:
        """Whether it says the same each time for the same row: no function is called, no sub-select is made."""
        return not self.functions

    @property
    def is_stable(self) -> bool:
        """Whether ADD COLUMN … DEFAULT of it needs no table rewrite (PostgreSQL 18, ALTER TABLE, notes)."""
        return set(self.functions) <= _STABLE_FUNCTIONS


_STABLE_FUNCTIONS = {
    "now", "transaction_timestamp", "statement_timestamp", "current_setting", "to_char", "to_date", "to_timestamp",
    "lower", "upper", "concat", "format", "jsonb_build_object", "jsonb_build_array", "make_date", "make_interval",
    "array_append", "coalesce",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Literal:
    """A text of the user's; prints as a string constant."""

    raw: str

    def __str__(self) -> str:
        return sql.quote_literal(self.raw)


@dataclass(frozen=True, kw_only=True, slots=True)
class Duration:
    """A length of time as in ``SET lock_timeout``; prints as a string constant."""

    text: str
    seconds: float

    def __str__(self) -> str:
        return sql.quote_literal(self.text)


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """A piece of a statement that a kind names by its surroundings, parsed within them."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, kw_only=True, slots=True)
class Statements:
    """One or more whole statements, each with its semicolon."""

    texts: tuple[str, ...]
    outside_transaction: str = ""  # the words of the first that cannot run in a transaction block, as VACUUM

    def __str__(self) -> str:
        return "\n\n".join(self.texts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Assignment:
    """``column = expression`` of an UPDATE."""

    column: Identifier
    expression: Expression

    def __str__(self) -> str:
        return f"{self.column} = {self.expression}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnComment:
    """The comment of one column."""

    column: Identifier
    comment: Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnPath:
    """A column with its table."""

    table: Table
    column: Identifier

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """What a foreign key points at: a table and perhaps its columns (none: the primary key)."""

    table: Table
    columns: tuple[Identifier, ...] = ()

    def __str__(self) -> str:
        return f"{self.table} ({join(self.columns)})" if self.columns else str(self.table)


def repeatable(assignments: Sequence[Assignment]) -> tuple[Assignment, ...]:
    """Those of one UPDATE that change nothing when it is done again, so that one can see whether it is done."""
    changed = {assignment.column for assignment in assignments}
    return tuple(a for a in assignments if a.expression.is_plain and not changed & set(a.expression.columns))


def renamed(names: Iterable[Identifier], old: Identifier, new: Identifier) -> tuple[Identifier, ...]:
    """The names with ``new`` in the place of ``old``."""
    return tuple(new if name == old else name for name in names)


def join(items: Iterable[object]) -> str:
    """The items' SQL with commas between."""
    return ", ".join(str(item) for item in items)


def derived_name(prefix: str, *parts: Identifier | str) -> Identifier:
    """``prefix_part_part``: cut to the 63 bytes of a name, with a hash of the whole where it was longer.

    >>> str(derived_name("idx", "review_sessions", "is_archived"))
    'idx_review_sessions_is_archived'
    """
    whole = "_".join([prefix, *(part.raw if isinstance(part, Identifier) else part for part in parts)])
    if len(whole.encode()) <= sql.LONGEST_NAME:
        return Identifier(raw=whole)
    digest = hashlib.sha256(whole.encode()).hexdigest()[:8]
    head = whole.encode()[: sql.LONGEST_NAME - 9].decode(errors="ignore").rstrip("_")
    return Identifier(raw=f"{head}_{digest}")
