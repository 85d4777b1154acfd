"""The typed values that templates print. ``str()`` of each is correct SQL, so templates never quote.

What the user typed, unquoted, is called ``raw`` in every value, and no template can reach it (``render`` sees to that).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Expression:
    """One SQL expression on one line."""

    text: str
    columns: tuple[str, ...] = ()  # the names of the columns that it reads, in order
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

    @property
    def is_repeatable(self) -> bool:
        """Whether doing it twice is the same as once, so that one can see whether it is done."""
        return self.expression.is_plain and self.column.raw not in self.expression.columns


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnComment:
    """The comment of one column."""

    column: Identifier
    comment: Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """What a foreign key points at: a table and perhaps its columns (none: the primary key)."""

    table: Table
    columns: tuple[Identifier, ...] = ()

    def __str__(self) -> str:
        return f"{self.table} ({join(self.columns)})" if self.columns else str(self.table)


@dataclass(frozen=True, kw_only=True, slots=True)
class Constraint:
    """A constraint of a column or of a table.

    ``columns`` are those it stands on; a foreign key has a ``reference``, and ``on_delete`` is empty while nobody has
    said what happens.
    """

    kind: str  # PRIMARY KEY, UNIQUE, CHECK, EXCLUDE, FOREIGN KEY
    name: Identifier | None = None
    columns: tuple[Identifier, ...] = ()
    of_table: bool = False
    body: str = ""
    reference: Reference | None = None
    on_delete: str = ""
    rest: str = ""  # of a foreign key: MATCH, ON UPDATE, DEFERRABLE …

    def __str__(self) -> str:
        words = [f"CONSTRAINT {self.name}" if self.name else "", self._body()]
        return " ".join(word for word in words if word)

    def _body(self) -> str:
        if not self.reference:
            return self.body
        key = f"FOREIGN KEY ({join(self.columns)}) " if self.of_table else ""
        action = f" ON DELETE {self.on_delete}" if self.on_delete else ""
        return f"{key}REFERENCES {self.reference}{action}{self.rest}"

    @property
    def lacks_on_delete(self) -> bool:
        """Whether it is a foreign key that does not say what happens when the referenced row is deleted."""
        return self.reference is not None and not self.on_delete

    def with_on_delete(self, action: str) -> Constraint:
        """The same with ``action`` (CASCADE, SET NULL …) where it is a foreign key that states none."""
        return replace(self, on_delete=action.upper()) if self.lacks_on_delete else self


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column definition, as in CREATE TABLE."""

    name: Identifier
    type: SqlType
    storage: str = ""
    collation: str = ""
    default: Expression | None = None
    generated: str = ""  # GENERATED … AS IDENTITY, or AS (expression) STORED
    null: bool | None = None  # None while nobody has said
    not_null_name: Identifier | None = None
    constraints: tuple[Constraint, ...] = ()

    def __str__(self) -> str:
        default = f"DEFAULT {self.default}" if self.default else ""
        words = [self.name, self.type, self.storage, self.collation, default, self.generated, self._null()]
        return " ".join(str(word) for word in (*words, *self.constraints) if str(word))

    def _null(self) -> str:
        if self.null is None:
            return ""
        name = f"CONSTRAINT {self.not_null_name} " if self.not_null_name else ""
        return "NULL" if self.null else f"{name}NOT NULL"

    @property
    def foreign_key(self) -> Constraint | None:
        return next((c for c in self.constraints if c.reference), None)

    @property
    def is_serial(self) -> bool:
        return self.type.text in _SERIALS

    @property
    def is_filled(self) -> bool:
        """Whether existing rows get a value when the column is added."""
        stated = self.default is not None and self.default.text.upper() != "NULL"
        return stated or bool(self.generated) or self.is_serial

    @property
    def is_required(self) -> bool:
        """Whether it cannot hold NULL."""
        key = any(c.kind == "PRIMARY KEY" for c in self.constraints)
        return self.null is False or key or self.is_serial or "IDENTITY" in self.generated

    @property
    def lacks_nullability(self) -> bool:
        """Whether nothing says if it may hold NULL."""
        return self.null is None and not self.is_required and not self.generated

    @property
    def lacks_on_delete(self) -> bool:
        return any(c.lacks_on_delete for c in self.constraints)

    @property
    def rewrites(self) -> bool:
        """Whether adding it writes every row of the table anew (POSTGRES 1A: measured on 15, 16 and 18)."""
        volatile = self.default is not None and not self.default.is_stable
        return volatile or self.is_serial or "IDENTITY" in self.generated or self.generated.endswith("STORED")

    @property
    def builds(self) -> bool:
        """Whether adding it builds an index or scans the table while it is locked."""
        scans = {"CHECK", "FOREIGN KEY"} if self.is_filled else {"CHECK"}
        return any(c.kind in {"UNIQUE", "PRIMARY KEY", "EXCLUDE"} | scans for c in self.constraints)

    def stating(self, nullable: bool | None) -> Column:
        """The same with its nullability said, where the definition does not say it."""
        return replace(self, null=nullable) if self.lacks_nullability and nullable is not None else self

    def with_on_delete(self, action: str) -> Column:
        """The same with ``action`` for its foreign keys that state none."""
        return replace(self, constraints=tuple(c.with_on_delete(action) for c in self.constraints))

    def index(self, table: Table) -> Index:
        """An index on this column of ``table``."""
        return index_on([self.name], table)


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexElement:
    """A column or an expression of an index, with its operator class and order."""

    text: str
    column: Identifier | None = None
    words: tuple[str, ...] = ()  # for the name of the index

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """An index, as in CREATE INDEX: all that follows the name."""

    name: Identifier | None = None
    table: Table | None = None
    elements: tuple[IndexElement, ...]
    unique: bool = False
    method: Identifier | None = None
    include: tuple[Identifier, ...] = ()
    nulls_not_distinct: bool = False
    storage: Clause | None = None
    tablespace: Identifier | None = None
    where: Expression | None = None

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses after the name, to print one a line."""
        using = f" USING {self.method}" if self.method and self.method.raw != "btree" else ""
        return tuple(
            clause
            for clause in (
                f"ON {self.table}{using} ({join(self.elements)})",
                f"INCLUDE ({join(self.include)})" if self.include else "",
                "NULLS NOT DISTINCT" if self.nulls_not_distinct else "",
                f"WITH ({self.storage})" if self.storage else "",
                f"TABLESPACE {self.tablespace}" if self.tablespace else "",
                f"WHERE {self.where}" if self.where else "",
            )
            if clause
        )

    @property
    def qualified_name(self) -> Table:
        """The name with the schema of its table, as DROP INDEX needs it."""
        assert self.table and self.name
        return self.table.beside(self.name)

    def within(self, table: Table, **options: object) -> Index:
        """The same on ``table``, named, with the ``options`` that are given and that it does not state itself."""
        stated = {key: value for key, value in options.items() if value and not getattr(self, key)}
        name = self.name or derived_name("idx", table.name, *(word for e in self.elements for word in e.words))
        return replace(self, table=table, name=name, **stated)  # type: ignore[arg-type]

    def serves(self, columns: Sequence[Identifier]) -> bool:
        """Whether it starts with ``columns``, in any order, and holds every row."""
        leading = [element.column for element in self.elements[: len(columns)]]
        return not self.where and sorted(map(str, leading)) == sorted(map(str, columns))


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


def completed(
    items: Iterable[Column | Constraint], *, nullable: bool | None = None, on_delete: str | None = None
) -> tuple[Column | Constraint, ...]:
    """The same with what their definitions leave open: nullability, and ON DELETE of foreign keys."""
    stated = (item.stating(nullable) if isinstance(item, Column) else item for item in items)
    return tuple(item.with_on_delete(on_delete) if on_delete else item for item in stated)


def implied_indexes(
    items: Iterable[Column | Constraint], table: Table, indexes: Sequence[Index] = ()
) -> tuple[Index, ...]:
    """``indexes`` within ``table``, and one for each foreign key that no other index or key serves."""
    items = tuple(items)
    found = [index.within(table) for index in indexes]
    keys = [_as_index(columns) for kind, columns in _keys(items) if kind in {"PRIMARY KEY", "UNIQUE"}]
    for kind, columns in _keys(items):
        if kind == "FOREIGN KEY" and not any(index.serves(columns) for index in (*found, *keys)):
            found.append(index_on(columns, table))
    return tuple(found)


def _keys(items: Iterable[Column | Constraint]) -> Iterator[tuple[str, tuple[Identifier, ...]]]:
    """The kind and the columns of every constraint, whether it stands in a column or on its own."""
    for item in items:
        if isinstance(item, Constraint):
            yield item.kind, item.columns
        else:
            yield from ((constraint.kind, (item.name,)) for constraint in item.constraints)


def unique_constraints(sets: Iterable[Sequence[Identifier]]) -> tuple[Constraint, ...]:
    """A UNIQUE constraint of the table for each set of columns."""
    return tuple(
        Constraint(kind="UNIQUE", of_table=True, columns=tuple(columns), body=f"UNIQUE ({join(columns)})")
        for columns in sets
    )


def index_on(columns: Iterable[Identifier], table: Table) -> Index:
    """A plain index on these columns of ``table``."""
    return _as_index(columns).within(table)


def _as_index(columns: Iterable[Identifier]) -> Index:
    return Index(elements=tuple(IndexElement(text=str(c), column=c, words=(c.raw,)) for c in columns))


_PREFIXES = {"PRIMARY KEY": "pk", "UNIQUE": "uq", "CHECK": "ck", "EXCLUDE": "ex", "FOREIGN KEY": "fk"}


def named(items: Iterable[Column | Constraint], table: Table) -> tuple[Column | Constraint, ...]:
    """Columns and constraints of ``table`` in which every constraint has a name, and no two the same."""
    taken: Counter[str] = Counter()
    return tuple(_named(item, table, taken) for item in items)


def _named(item: Column | Constraint, table: Table, taken: Counter[str]) -> Column | Constraint:
    if isinstance(item, Constraint):
        return item if item.name else replace(item, name=_free_name(item, table, taken))
    return replace(item, constraints=tuple(_column_constraints(item, table, taken)))


def _column_constraints(column: Column, table: Table, taken: Counter[str]) -> Iterator[Constraint]:
    for constraint in column.constraints:
        name = constraint.name or _free_name(replace(constraint, columns=(column.name,)), table, taken)
        yield replace(constraint, name=name)


def _free_name(constraint: Constraint, table: Table, taken: Counter[str]) -> Identifier:
    columns = () if constraint.kind == "PRIMARY KEY" else constraint.columns
    parts = (_PREFIXES[constraint.kind], table.name, *columns)
    name = derived_name(*parts)
    taken[name.raw] += 1
    return name if taken[name.raw] == 1 else derived_name(*parts, str(taken[name.raw]))
