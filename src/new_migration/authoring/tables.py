"""Tables as values: columns and constraints, what they leave open, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from new_migration.authoring.indexes import Index, as_index, distinct, index_on
from new_migration.authoring.values import (
    Assignment,
    Expression,
    Identifier,
    Reference,
    SqlType,
    Table,
    derived_name,
    join,
)


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
    match: str = ""  # of a foreign key: MATCH FULL, which stands before all that follows
    on_delete: str = ""
    rest: str = ""  # of a foreign key: ON UPDATE, DEFERRABLE …

    def __str__(self) -> str:
        words = [f"CONSTRAINT {self.name}" if self.name else "", self._body()]
        return " ".join(word for word in words if word)

    def _body(self) -> str:
        if not self.reference:
            return self.body
        key = f"FOREIGN KEY ({join(self.columns)}) " if self.of_table else ""
        match = f" {self.match}" if self.match else ""
        action = f" ON DELETE {self.on_delete}" if self.on_delete else ""
        return f"{key}REFERENCES {self.reference}{match}{action}{self.rest}"

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
        return self.type.is_serial

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

    @property
    def to_populate(self) -> Column:
        """As it is first added where its rows get their values later: nullable, without a default."""
        return replace(self, default=None, null=None if self.is_required else True, not_null_name=None)

    def assigned(self, expression: Expression) -> Assignment:
        """``column = expression`` of an UPDATE."""
        return Assignment(column=self.name, expression=expression)

    def stating(self, nullable: bool | None) -> Column:
        """The same with its nullability said, where the definition does not say it."""
        return replace(self, null=nullable) if self.lacks_nullability and nullable is not None else self

    def with_on_delete(self, action: str) -> Column:
        """The same with ``action`` for its foreign keys that state none."""
        return replace(self, constraints=tuple(c.with_on_delete(action) for c in self.constraints))

    def index(self, table: Table) -> Index:
        """An index on this column of ``table``."""
        return index_on([self.name], table)


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
    keys = [as_index(columns) for kind, columns in _keys(items) if kind in {"PRIMARY KEY", "UNIQUE"}]
    for kind, columns in _keys(items):
        if kind == "FOREIGN KEY" and not any(index.serves(columns) for index in (*found, *keys)):
            found.append(index_on(columns, table))
    return distinct(found)


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


_PREFIXES = {"PRIMARY KEY": "pk", "UNIQUE": "uq", "CHECK": "ck", "EXCLUDE": "ex", "FOREIGN KEY": "fk"}


def named(items: Iterable[Column | Constraint], table: Table) -> tuple[Column | Constraint, ...]:
    """Columns and constraints of ``table`` in which every constraint has a name, and no two the same."""
    items = tuple(items)
    taken = {name.raw for item in items for name in _given_names(item)}
    return tuple(_named(item, table, taken) for item in items)


def _given_names(item: Column | Constraint) -> Iterator[Identifier]:
    named = (item.not_null_name, *(c.name for c in item.constraints)) if isinstance(item, Column) else (item.name,)
    return (name for name in named if name)


def _named(item: Column | Constraint, table: Table, taken: set[str]) -> Column | Constraint:
    if isinstance(item, Constraint):
        return item if item.name else replace(item, name=_free_name(item, table, taken))
    return replace(item, constraints=tuple(_column_constraints(item, table, taken)))


def _column_constraints(column: Column, table: Table, taken: set[str]) -> Iterator[Constraint]:
    for constraint in column.constraints:
        name = constraint.name or _free_name(replace(constraint, columns=(column.name,)), table, taken)
        yield replace(constraint, name=name)


def _free_name(constraint: Constraint, table: Table, taken: set[str]) -> Identifier:
    columns = () if constraint.kind == "PRIMARY KEY" else constraint.columns
    prefix, parts = _PREFIXES[constraint.kind], (table.name, *columns)
    name, number = derived_name(prefix, *parts), 1
    while name.raw in taken:
        number += 1
        name = derived_name(prefix, *parts, str(number))
    taken.add(name.raw)
    return name
