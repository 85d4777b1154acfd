"""What depends on what: which objects vanish with another, and which refuse its DROP."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from new_migration.postgres.objects.catalog import Catalog
from new_migration.postgres.objects.relation_facts import Column, Constraint, Index, Trigger
from new_migration.postgres.objects.section import CONSTRAINT, DEFAULT, RELATION, Address

Place = tuple[int, Address]


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How to drop an object and to make it again.

    ``roots``: the objects to drop one by one, in the order in which they are made again: itself first.
    ``parts``: what vanishes with each, itself included, and is made again with it.
    """

    roots: tuple[Address, ...]
    parts: Mapping[Address, frozenset[Address]]


class Graph:
    """The dependencies between the objects of a catalog.

    ``vanish`` and ``refuse``: what a DROP takes along, and what refuses it. ``needs``: what must be there before.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.vanish: dict[Address, set[Address]] = defaultdict(set)
        self.refuse: dict[Address, set[Address]] = defaultdict(set)
        self.needs: dict[Address, set[Address]] = defaultdict(set)
        for dependent, referenced, how in catalog.facts.dependencies:
            self._add(self._resolved(dependent), self._resolved(referenced), how)
        for column in self._columns():
            self._add(column, (RELATION, column[1], 0), "a")
        self._add_inherited()

    @cached_property
    def _within(self) -> dict[Address, Address]:
        """Objects that have no record: of what they are part."""
        catalog = self.catalog
        found = {
            dependent: referenced
            for dependent, referenced, how in catalog.facts.dependencies
            if how in "ie" and not dependent[2] and dependent not in catalog.records
        }
        for relation, columns in catalog.columns.items():
            for number, column in columns.items():
                if column.generated and column.default_oid:
                    found[DEFAULT, column.default_oid, 0] = (RELATION, relation, number)
        return found

    def _resolved(self, address: Address) -> Address | None:
        """The object with a record that an address stands for."""
        for _ in range(8):
            if address in self.catalog.records:
                return address
            whole = (address[0], address[1], 0)
            if whole in self.catalog.records:
                return whole
            if whole not in self._within:
                return None
            address = self._within[whole]
        return None

    def _add(self, dependent: Address | None, referenced: Address | None, how: str) -> None:
        if dependent is None or referenced is None or dependent == referenced:
            return
        if dependent[0] == RELATION and dependent[2] == 0 and referenced[:2] == dependent[:2]:
            return  # a partition key: a table on its own column
        (self.refuse if how == "n" else self.vanish)[referenced].add(dependent)
        self.needs[dependent].add(referenced)

    def _columns(self) -> Iterable[Address]:
        return (
            (RELATION, relation, number) for relation, columns in self.catalog.columns.items() for number in columns
        )

    def _add_inherited(self) -> None:
        """Columns and constraints that come from another table; the server finds them by their names."""
        catalog = self.catalog
        for oid, relation in catalog.relations.items():
            for parent in relation.parents or ():
                self._add_inherited_columns(oid, parent)
                names = {self._name(each): each for each in catalog.constraints_of.get(parent, ()) if each.kind in "cn"}
                for each in catalog.constraints_of.get(oid, ()):
                    if each.kind in "cn" and each.parents == 1 and not each.is_local and self._name(each) in names:
                        self._add((CONSTRAINT, each.oid, 0), (CONSTRAINT, names[self._name(each)].oid, 0), "a")
        for (table, number), constraint in catalog.not_null.items():
            for each in catalog.constraints_of.get(table, ()):
                if each.kind == "p" and number in (each.columns or ()):
                    self._add((CONSTRAINT, each.oid, 0), (CONSTRAINT, constraint.oid, 0), "n")

    def _name(self, constraint: Constraint) -> tuple[str, str]:
        """By what a table's constraint and its heir's are one: a CHECK by its name, a NOT NULL by the column's."""
        if constraint.kind == "n":
            return ("n", self.catalog.columns[constraint.relation][(constraint.columns or [0])[0]].name)
        return (constraint.kind, constraint.name)

    def _add_inherited_columns(self, oid: int, parent: int) -> None:
        columns = self.catalog.columns
        numbers = {column.name: number for number, column in columns[parent].items()}
        for number, column in columns[oid].items():
            if column.parents == 1 and not column.is_local and column.name in numbers:
                self._add((RELATION, oid, number), (RELATION, parent, numbers[column.name]), "a")

    def closure(self, root: Address) -> set[Address]:
        """What vanishes with ``root``, itself included."""
        found, rest = {root}, [root]
        while rest:
            for dependent in self.vanish.get(rest.pop(), ()):
                if dependent not in found:
                    found.add(dependent)
                    rest.append(dependent)
        return found

    def plan(self, top: Address, place: Callable[[Address], Place], is_single: Callable[[Address], bool]) -> Plan:
        """How to drop ``top``. ``is_single``: whether an object can be dropped alone without taking data along."""
        promoted: set[Address] = set()
        while True:
            groups = self._groups(top, promoted)
            order, stuck = sorted_by_needs(list(groups), self._between(groups), place)
            more = self._to_promote(groups, stuck, is_single)
            if not more:
                roots = (top, *(root for root in order if root != top))
                return Plan(roots=roots, parts=_parts(roots, groups))
            promoted |= more

    def _groups(self, top: Address, promoted: Collection[Address]) -> dict[Address, set[Address]]:
        """What must be dropped by name, and what vanishes with each."""
        groups = {root: self.closure(root) for root in (top, *promoted)}
        covered = set().union(*groups.values())
        while True:
            new = {each for x in covered for each in self.refuse.get(x, ()) if each not in covered}
            if not new:
                break
            for each in new:
                groups[each] = self.closure(each)
                covered |= groups[each]
        kept = {top, *promoted}
        for root in sorted(groups):
            if root not in kept and any(
                root in group for other, group in groups.items() if other != root and other not in groups[root]
            ):
                del groups[root]
        for root in promoted:
            for other, group in groups.items():
                if other != root and root in group and other not in groups[root]:
                    groups[other] = group - groups[root]
        return groups

    def _between(self, groups: Mapping[Address, set[Address]]) -> dict[Address, set[Address]]:
        """For each root, the roots that must be there before it."""
        roots: dict[Address, set[Address]] = defaultdict(set)
        for root, group in groups.items():
            for each in group:
                roots[each].add(root)
        found: dict[Address, set[Address]] = {root: set() for root in groups}
        for each, within in roots.items():
            for need in self.needs.get(each, ()):
                # What vanishes with several is made with the last of them.
                if need in roots and not roots[need] & within:
                    for root in within:
                        found[root] |= roots[need]
        return found

    def _to_promote(
        self,
        groups: Mapping[Address, set[Address]],
        stuck: Collection[Address],
        is_single: Callable[[Address], bool],
    ) -> set[Address]:
        """What must be dropped first: what makes objects depend on each other."""
        found: set[Address] = set()
        for root in stuck:
            others = set().union(*(groups[each] for each in stuck if each != root)) - groups[root]
            found |= {
                each
                for each in groups[root]
                if each not in groups and is_single(each) and self.needs.get(each, set()) & others
            }
        return found


def _parts(roots: Collection[Address], groups: Mapping[Address, set[Address]]) -> dict[Address, frozenset[Address]]:
    """What is made with each root: what several take along with the last."""
    found = {}
    later: set[Address] = set()
    for root in reversed(list(roots)):
        found[root] = frozenset(groups[root] - later)
        later |= groups[root]
    return found


def sorted_by_needs(
    items: Collection[Address], needs: Mapping[Address, set[Address]], place: Callable[[Address], Place]
) -> tuple[list[Address], list[Address]]:
    """``items``, each after what it needs, else by ``place``; and those that need one another in a circle."""
    waiting = {item: len(needs.get(item, ())) for item in items}
    followers: dict[Address, list[Address]] = defaultdict(list)
    for item in items:
        for need in needs.get(item, ()):
            followers[need].append(item)
    ready = [(place(item), item) for item in items if not waiting[item]]
    heapq.heapify(ready)
    order: list[Address] = []
    while ready:
        _, item = heapq.heappop(ready)
        order.append(item)
        for follower in followers[item]:
            waiting[follower] -= 1
            if not waiting[follower]:
                heapq.heappush(ready, (place(follower), follower))
    done = set(order)
    stuck = sorted((item for item in items if item not in done), key=place)
    return order + stuck, stuck


def is_inherited(catalog: Catalog, address: Address) -> bool:
    """Whether a DROP of this object alone is refused, because it comes from another table's."""
    record = catalog.records[address]
    if isinstance(record, Column | Constraint) and record.parents > 0:
        return True
    return isinstance(record, Constraint | Index | Trigger) and record.parent > 0
