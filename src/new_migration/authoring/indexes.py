"""Indexes as values: what follows CREATE INDEX, named and within their table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from new_migration.authoring.values import Clause, Expression, Identifier, Table, derived_name, join


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

    @property
    def is_plain(self) -> bool:
        """Whether it is on columns alone, with nothing said besides."""
        is_columns = all(element.column and str(element.column) == element.text for element in self.elements)
        return is_columns and replace(self, name=None, table=None, unique=False) == Index(elements=self.elements)

    def within(self, table: Table, **options: object) -> Index:
        """The same on ``table``, named, with the ``options`` that are given and that it does not state itself."""
        stated = {key: value for key, value in options.items() if value and not getattr(self, key)}
        name = self.name or derived_name("idx", table.name, *(word for e in self.elements for word in e.words))
        return replace(self, table=table, name=name, **stated)  # type: ignore[arg-type]

    def serves(self, columns: Sequence[Identifier]) -> bool:
        """Whether it starts with ``columns``, in any order, and holds every row."""
        leading = [element.column for element in self.elements[: len(columns)]]
        return not self.where and sorted(map(str, leading)) == sorted(map(str, columns))


def index_on(
    columns: Iterable[Identifier], table: Table, *, name: Identifier | None = None, **options: object
) -> Index:
    """A plain index on these columns of ``table``, or one with a ``name`` and ``options`` of its own."""
    return replace(as_index(columns), name=name).within(table, **options)


def distinct(indexes: Iterable[Index]) -> tuple[Index, ...]:
    """The indexes of one table, with a number behind a name that one before it has."""
    found: list[Index] = []
    for index in indexes:
        named, number = index, 1
        while named.name in [other.name for other in found]:
            number += 1
            named = replace(index, name=derived_name(str(index.name and index.name.raw), str(number)))
        found.append(named)
    return tuple(found)


def as_index(columns: Iterable[Identifier]) -> Index:
    """A plain index on these columns, of no table yet."""
    return Index(elements=tuple(IndexElement(text=str(c), column=c, words=(c.raw,)) for c in columns))
