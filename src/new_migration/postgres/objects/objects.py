"""The schema of a database as objects that can be looked up; see the package for what each can do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from new_migration.errors import BadInput
from new_migration.postgres.objects import columns
from new_migration.postgres.objects.catalog import Catalog
from new_migration.postgres.objects.element import Element
from new_migration.postgres.objects.elements import identity, make_element
from new_migration.postgres.objects.graph import Graph, Place, Plan, is_inherited
from new_migration.postgres.objects.node import Node
from new_migration.postgres.objects.other_facts import Type
from new_migration.postgres.objects.query import facts
from new_migration.postgres.objects.relation_facts import Column, Relation
from new_migration.postgres.objects.restore import statements
from new_migration.postgres.objects.section import Address

_TABLES = frozenset({"table", "foreign table"})
_VIEWS = frozenset({"view", "materialized view"})
_ROUTINES = frozenset({"function", "procedure", "aggregate"})
# What can be dropped alone, so that others can be dropped, without rows being lost.
_SINGLE = frozenset(
    {
        *_VIEWS,
        *_ROUTINES,
        "default",
        "constraint",
        "domain constraint",
        "index",
        "trigger",
        "rule",
        "policy",
        "statistics",
        "publication table",
        "publication schema",
    }
)


@dataclass(frozen=True)
class Objects:
    """All objects of a schema, as read from a database."""

    text: str

    @staticmethod
    def from_json(text: str) -> Objects:
        return Objects(text)

    def to_json(self) -> str:
        return self.text

    # What it knows of an object

    def lost(self, node: Node) -> tuple[Node, ...]:
        """What vanishes with ``node`` without being named, in the order in which it is made again."""
        gone = self._graph.closure(node.address)
        return tuple(self._nodes(each for each in gone - {node.address} if self._element(each).host not in gone))

    def blocking(self, node: Node) -> tuple[Node, ...]:
        """What refuses the DROP of ``node``, in the order in which to drop it; make it again in the reverse order."""
        plan = self._plan(node.address)
        return tuple(self._node(each, plan.parts[each]) for each in reversed(plan.roots[1:]))

    def restore(self, node: Node) -> tuple[str, ...]:
        """What makes ``node`` and what was lost with it, in order. Raises BadInput if that cannot be told."""
        unknown = [each for each in sorted(node.parts) if not self._element(each).is_known]
        if unknown:
            element = self._element(unknown[0])
            raise BadInput(
                f"cannot tell how to restore {element.kind} {element.printed}", hint="write the statements yourself"
            )
        return statements(self._graph, node.parts, self._element)

    def refill(self, node: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """``restore`` of a column in two parts, between which a script puts the values of the rows back.

        The column is NULL at first where it has no default; NOT NULL, constraints and indexes come in the second part.
        """
        found, record = self.restore(node), self._catalog.records[node.address]
        if not isinstance(record, Column):
            raise TypeError(f"{node} is no column")
        added = columns.add_column(self._catalog, record, node.parts)
        first = columns.add_column(self._catalog, record, node.parts, is_nullable=True)
        place = found.index(added)
        required = () if first == added else (columns.set_required(self._catalog, record),)
        return (*found[:place], first), (*required, *found[place + 1 :])

    def set_comment(self, node: Node) -> str:
        """The statement that sets the present comment, or that there is none."""
        return self._element(node.address).set_comment

    def set_privileges(self, node: Node) -> tuple[str, ...]:
        """The statements that give a new object the present privileges."""
        return self._element(node.address).set_privileges

    # Looking up; a schema that is "" is found through the search path

    def table(self, schema: str, name: str) -> Node | None:
        return self._found(_TABLES, schema, name)

    def column(self, schema: str, table: str, name: str) -> Node | None:
        return self._on_table({"column"}, schema, table, name)

    def constraint(self, schema: str, table: str, name: str) -> Node | None:
        return self._on_table({"constraint"}, schema, table, name)

    def index(self, schema: str, name: str) -> Node | None:
        """An index that belongs to no constraint."""
        return self._found({"index"}, schema, name)

    def trigger(self, schema: str, table: str, name: str) -> Node | None:
        return self._on_table({"trigger"}, schema, table, name)

    def policy(self, schema: str, table: str, name: str) -> Node | None:
        return self._on_table({"policy"}, schema, table, name)

    def rule(self, schema: str, table: str, name: str) -> Node | None:
        return self._on_table({"rule"}, schema, table, name)

    def view(self, schema: str, name: str) -> Node | None:
        """A view, also a materialized one."""
        return self._found(_VIEWS, schema, name)

    def sequence(self, schema: str, name: str) -> Node | None:
        return self._found({"sequence"}, schema, name)

    def statistics(self, schema: str, name: str) -> Node | None:
        return self._found({"statistics"}, schema, name)

    def function(self, schema: str, name: str, argument_types: str) -> Node | None:
        """A function, procedure or aggregate; the types as PostgreSQL prints them, ``integer, text``."""
        wanted = "".join(argument_types.split()).lower()
        return self._found(_ROUTINES, schema, name, lambda signature: "".join(signature.split()).lower() == wanted)

    def enum(self, schema: str, name: str) -> Node | None:
        return self._found({"enum"}, schema, name)

    def type(self, schema: str, name: str) -> Node | None:
        """An enum, domain, composite or range type."""
        return self._found({"enum", "domain", "composite type", "range type"}, schema, name)

    def schema(self, name: str) -> Node | None:
        return self._found({"schema"}, "", name)

    def extension(self, name: str) -> Node | None:
        return self._found({"extension"}, "", name)

    # Names, as statements print them

    @cached_property
    def tables(self) -> tuple[str, ...]:
        return self._names(_TABLES)

    @cached_property
    def views(self) -> tuple[str, ...]:
        return self._names(_VIEWS)

    @cached_property
    def indexes(self) -> tuple[str, ...]:
        return self._names({"index"})

    @cached_property
    def sequences(self) -> tuple[str, ...]:
        return self._names({"sequence"})

    @cached_property
    def functions(self) -> tuple[str, ...]:
        """With their argument types."""
        return self._names(_ROUTINES)

    @cached_property
    def enums(self) -> tuple[str, ...]:
        return self._names({"enum"})

    @cached_property
    def schemas(self) -> tuple[str, ...]:
        return self._names({"schema"})

    @cached_property
    def extensions(self) -> tuple[str, ...]:
        return self._names({"extension"})

    def columns(self, schema: str, table: str) -> tuple[str, ...]:
        """The names on a table, as in the catalog, without quotes; so the others below."""
        return self._names_on({"column"}, schema, table)

    def constraints(self, schema: str, table: str) -> tuple[str, ...]:
        return self._names_on({"constraint"}, schema, table)

    def triggers(self, schema: str, table: str) -> tuple[str, ...]:
        return self._names_on({"trigger"}, schema, table)

    def policies(self, schema: str, table: str) -> tuple[str, ...]:
        return self._names_on({"policy"}, schema, table)

    def rules(self, schema: str, table: str) -> tuple[str, ...]:
        return self._names_on({"rule"}, schema, table)

    def nodes(self) -> Iterator[Node]:
        """Every object, a column's default and what else can be dropped alone included."""
        return self._nodes(self._catalog.records)

    # Inside

    @cached_property
    def _catalog(self) -> Catalog:
        return Catalog(facts(self.text))

    @cached_property
    def _graph(self) -> Graph:
        return Graph(self._catalog)

    @cached_property
    def _elements(self) -> dict[Address, Element]:
        return {}

    @cached_property
    def _plans(self) -> dict[Address, Plan]:
        return {}

    def _element(self, address: Address) -> Element:
        found = self._elements.get(address)
        if found is None:
            found = self._elements[address] = make_element(self._catalog, self._catalog.records[address])
        return found

    def _plan(self, address: Address) -> Plan:
        if address not in self._plans:
            self._plans[address] = self._graph.plan(address, self._place, self._is_single)
        return self._plans[address]

    def _place(self, address: Address) -> Place:
        return (self._element(address).rank, address)

    def _is_single(self, address: Address) -> bool:
        return self._element(address).kind in _SINGLE and not is_inherited(self._catalog, address)

    def _is_written_in(self, address: Address, top: Address) -> bool:
        """Whether the CREATE statement of ``top`` holds it."""
        if address == top:
            return True
        host = self._element(address).host
        return host is not None and self._is_written_in(host, top)

    def _nodes(self, addresses: Iterable[Address]) -> Iterator[Node]:
        return (self._node(each, self._plan(each).parts[each]) for each in sorted(addresses, key=self._place))

    def _node(self, address: Address, parts: frozenset[Address]) -> Node:
        element, record = self._element(address), self._catalog.records[address]
        itself = {each for each in parts if self._is_written_in(each, address)}
        return Node(
            kind=element.kind,
            schema=element.schema,
            name=element.name,
            table=element.table,
            signature=element.signature,
            printed=element.printed,
            create=statements(self._graph, itself, self._element),
            drop=element.drop,
            address=address,
            parts=parts,
            is_inherited=is_inherited(self._catalog, address),
            **self._details(record),
        )

    def _details(self, record: object) -> dict[str, Any]:
        if isinstance(record, Type):
            return {"labels": tuple(record.labels or ())}
        if isinstance(record, Relation):
            return {
                "is_partitioned": record.kind == "p",
                "has_heirs": record.oid in self._with_heirs,
                "has_row_security": record.has_row_security,
            }
        if not isinstance(record, Column):
            return {}
        return {
            "type": record.type,
            "default": "" if record.generated else record.default or "",
            "is_required": record.is_required,
            "is_generated": bool(record.generated),
            "is_identity": bool(record.identity),
            "set_default": columns.set_default(self._catalog, record),
            "set_required": columns.set_required(self._catalog, record),
            "set_storage": tuple(columns.set_storage(self._catalog, record)),
        }

    @cached_property
    def _with_heirs(self) -> frozenset[int]:
        """The tables from which others inherit that are no partitions."""
        relations = (each for each in self._catalog.records.values() if isinstance(each, Relation))
        return frozenset(parent for each in relations if not each.bound for parent in each.parents or ())

    # Looking up

    @cached_property
    def _named(self) -> dict[tuple[str, str, str, str], list[Address]]:
        """Kind, schema, table and name → the objects; functions may share a name."""
        found: dict[tuple[str, str, str, str], list[Address]] = {}
        for address, record in self._catalog.records.items():
            key = identity(self._catalog, record)
            if key is not None:
                found.setdefault(key, []).append(address)
        return found

    def _in_schema(self, schema: str) -> list[str]:
        path = [self._catalog.schema(oid) for oid in self._catalog.facts.path]
        return [schema] if schema else [*path, ""]

    def _found(
        self, kinds: Iterable[str], schema: str, name: str, fits: Callable[[str], bool] | None = None
    ) -> Node | None:
        for each in self._in_schema(schema):
            for kind in sorted(kinds):
                for address in self._named.get((kind, each, "", name), ()):
                    if fits is None or fits(self._element(address).signature):
                        return next(self._nodes([address]))
        return None

    def _on_table(self, kinds: Iterable[str], schema: str, table: str, name: str) -> Node | None:
        owner = self._schema_of_relation(schema, table)
        for kind in kinds:
            for address in self._named.get((kind, owner, table, name), ()):
                return next(self._nodes([address]))
        return None

    def _schema_of_relation(self, schema: str, table: str) -> str:
        """The schema in which the search path finds a table or view."""
        for each in self._in_schema(schema):
            if any((kind, each, "", table) in self._named for kind in (*_TABLES, *_VIEWS)):
                return each
        return schema

    def _names(self, kinds: Collection[str]) -> tuple[str, ...]:
        """Printed names, in alphabetic order."""
        addresses = (each for key, every in self._named.items() if key[0] in kinds for each in every)
        return tuple(sorted(self._element(address).printed for address in addresses))

    def _names_on(self, kinds: Collection[str], schema: str, table: str) -> tuple[str, ...]:
        owner = self._schema_of_relation(schema, table)
        return tuple(key[3] for key in self._named if key[0] in kinds and key[1:3] == (owner, table))
