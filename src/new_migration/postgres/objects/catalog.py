"""The facts, found by the addresses of objects, and how names are printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from new_migration.postgres.objects.other_facts import (
    DefaultPrivileges,
    Extension,
    Function,
    Namespace,
    Publication,
    Published,
    PublishedSchema,
    Type,
)
from new_migration.postgres.objects.query import Facts
from new_migration.postgres.objects.relation_facts import (
    Column,
    Constraint,
    Index,
    Policy,
    Relation,
    Rule,
    Sequence,
    Statistics,
    Trigger,
)
from new_migration.postgres.objects.rest_facts import Other
from new_migration.postgres.objects.section import (
    CONSTRAINT,
    DEFAULT,
    EXTENSION,
    FUNCTION,
    NAMESPACE,
    POLICY,
    RELATION,
    RULE,
    STATISTICS,
    TRIGGER,
    TYPE,
    Address,
)
from new_migration.postgres.sql import quote_identifier

R = TypeVar("R")

PUBLICATION = 6104
PUBLISHED = 6106
PUBLISHED_SCHEMA = 6237
DEFAULT_PRIVILEGES = 826


class Default(NamedTuple):
    """The default of a column: it can be dropped alone."""

    oid: int
    column: Column


class Catalog:
    """The facts with what is looked up in them. ``records``: every object that has an element."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.namespaces = {each.oid: each for each in self._all("namespaces", Namespace)}
        self.relations = {each.oid: each for each in self._all("relations", Relation)}
        self.sequences = {each.relation: each for each in self._all("sequences", Sequence)}
        self.constraints = {each.oid: each for each in self._all("constraints", Constraint)}
        self.indexes = {each.oid: each for each in self._all("indexes", Index)}
        self.types = {each.oid: each for each in self._all("types", Type)}
        self.publications = {each.oid: each for each in self._all("publications", Publication)}
        self.default_privileges = list(self._all("default_privileges", DefaultPrivileges))
        self.columns: dict[int, dict[int, Column]] = defaultdict(dict)
        for column in self._all("columns", Column):
            self.columns[column.relation][column.number] = column
        # Sequence → the column to which it belongs, as an identity or OWNED BY.
        self.identities: dict[int, Address] = {}
        self.owners: dict[int, Address] = {}
        for dependent, referenced, how in facts.dependencies:
            if dependent[1] in self.sequences and dependent[0] == RELATION and referenced[0] == RELATION:
                belongs = self.identities if how == "i" else self.owners
                if how in "ia":
                    belongs[dependent[1]] = referenced
        self.records = dict(self._records())

    def _all(self, name: str, record: type[R]) -> Iterator[R]:
        return (each for each in self.facts.records.get(name, ()) if isinstance(each, record))

    def _records(self) -> Iterator[tuple[Address, Any]]:
        yield from (((NAMESPACE, each.oid, 0), each) for each in self.namespaces.values() if each.is_ours)
        yield from (((EXTENSION, each.oid, 0), each) for each in self._all("extensions", Extension))
        yield from (
            ((RELATION, each.oid, 0), each) for each in self.relations.values() if each.oid not in self.identities
        )
        for columns in self.columns.values():
            for column in columns.values():
                yield (RELATION, column.relation, column.number), column
                if column.default_oid and not column.generated:
                    yield (DEFAULT, column.default_oid, 0), Default(column.default_oid, column)
        yield from (((CONSTRAINT, each.oid, 0), each) for each in self.constraints.values())
        yield from (
            ((RELATION, each.oid, 0), each)
            for each in self.indexes.values()
            if not each.constraint and each.is_valid and each.relation in self.relations
        )
        for name, record, number in (
            ("triggers", Trigger, TRIGGER),
            ("rules", Rule, RULE),
            ("policies", Policy, POLICY),
            ("statistics", Statistics, STATISTICS),
            ("functions", Function, FUNCTION),
            ("types", Type, TYPE),
            ("publications", Publication, PUBLICATION),
            ("published", Published, PUBLISHED),
            ("published_schemas", PublishedSchema, PUBLISHED_SCHEMA),
            ("default_privileges", DefaultPrivileges, DEFAULT_PRIVILEGES),
        ):
            found: Iterator[Any] = self._all(name, record)
            yield from (((number, each.oid, 0), each) for each in found)
        yield from (((each.catalog, each.oid, 0), each) for each in self._all("others", Other))

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """The oids of the tables that inherit from a table, or are its partitions."""
        found: dict[int, list[int]] = defaultdict(list)
        for relation in self.relations.values():
            for parent in relation.parents or ():
                found[parent].append(relation.oid)
        return found

    @cached_property
    def indexes_of(self) -> dict[int, list[Index]]:
        """The indexes of a table."""
        return _grouped(self.indexes.values())

    @cached_property
    def constraints_of(self) -> dict[int, list[Constraint]]:
        """The constraints of a table."""
        return _grouped(self.constraints.values())

    @cached_property
    def constraints_of_domain(self) -> dict[int, list[Constraint]]:
        """The constraints of a domain."""
        found: dict[int, list[Constraint]] = defaultdict(list)
        for constraint in self.constraints.values():
            if constraint.domain:
                found[constraint.domain].append(constraint)
        return found

    @cached_property
    def not_null(self) -> dict[tuple[int, int], Constraint]:
        """The NOT NULL constraint of a column, by the table's oid and the column's number (from PostgreSQL 18)."""
        return {
            (each.relation, each.columns[0]): each
            for each in self.constraints.values()
            if each.kind == "n" and each.relation and each.columns
        }

    @cached_property
    def keys(self) -> set[tuple[int, int]]:
        """The columns of primary keys, by the table's oid and the column's number."""
        every = self.constraints.values()
        return {(each.relation, number) for each in every if each.kind == "p" for number in each.columns or ()}

    @cached_property
    def identity_of(self) -> dict[Address, int]:
        """The sequence of an identity column."""
        return {column: sequence for sequence, column in self.identities.items()}

    @cached_property
    def depends_on_extension(self) -> dict[Address, list[str]]:
        """By ALTER … DEPENDS ON EXTENSION: the extensions that take an object along."""
        found: dict[Address, list[str]] = defaultdict(list)
        for dependent, referenced, how in self.facts.dependencies:
            if how == "x" and isinstance(self.records.get(referenced), Extension):
                found[dependent].append(self.records[referenced].name)
        return found

    def comment(self, address: Address) -> str | None:
        return self.facts.comments.get(address)

    def schema(self, namespace: int) -> str:
        return self.namespaces[namespace].name if namespace in self.namespaces else ""

    def name(self, namespace: int, name: str, *, is_visible: bool) -> str:
        """A name in a statement: bare where the search path finds it."""
        return (
            quote_identifier(name)
            if is_visible
            else f"{quote_identifier(self.schema(namespace))}.{quote_identifier(name)}"
        )

    def new_name(self, namespace: int, name: str) -> str:
        """A name in a CREATE statement: bare where the new object gets into its schema by itself."""
        return self.name(namespace, name, is_visible=self.facts.path[:1] == [namespace])

    def relation(self, oid: int) -> str:
        """The name of a relation in a statement."""
        found = self.relations[oid]
        return self.name(found.namespace, found.name, is_visible=found.is_visible)

    def only(self, oid: int) -> str:
        """The name of a table in a statement that leaves the tables alone that inherit from it."""
        return f"ONLY {self.relation(oid)}" if self.children.get(oid) else self.relation(oid)

    def column(self, address: Address) -> Column:
        return self.columns[address[1]][address[2]]


def _grouped(found: Iterable[R]) -> dict[int, list[R]]:
    groups: dict[int, list[R]] = defaultdict(list)
    for each in found:
        groups[each.relation].append(each)  # type: ignore[attr-defined]
    return groups
