"""The order in which tables get rows: referenced ones first; tables that need one another come together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from new_migration.proof.tables import Reference, Table


@dataclass(frozen=True, kw_only=True, slots=True)
class FillOrder:
    """Groups of tables, almost always of one. ``postponed``: the foreign keys that are NULL until all have rows."""

    groups: tuple[tuple[Table, ...], ...]
    postponed: frozenset[Reference]


def fill_order(tables: Mapping[int, Table]) -> FillOrder:
    """An order for the tables (by oid) in which what a row refers to is there before it, or comes with it."""
    postponed = {
        reference
        for table in tables.values()
        for reference in table.references
        if table.oid in reference.tables and _can_be_null(table, reference)
    }
    groups: dict[int, tuple[Table, ...]] = {
        table.oid: (table,) for table in sorted(tables.values(), key=lambda table: table.name)
    }
    while True:
        try:
            order = TopologicalSorter(_graph(groups, postponed)).static_order()
            return FillOrder(groups=tuple(groups[first] for first in order), postponed=frozenset(postponed))
        except CycleError as error:
            cycle = [groups[first] for first in error.args[1][1:]]
            breakable = _breakable(cycle, postponed)
            if breakable:
                postponed.add(breakable)
            else:
                _merge(groups, cycle)


def _graph(groups: Mapping[int, Sequence[Table]], postponed: set[Reference]) -> dict[int, list[int]]:
    """For each group, named by the oid of its first table, the groups that it refers to."""
    group_of = {table.oid: first for first, group in groups.items() for table in group}
    return {
        first: [
            group_of[oid]
            for table in group
            for reference in table.references
            if reference not in postponed
            for oid in reference.tables
            if group_of.get(oid, first) != first
        ]
        for first, group in groups.items()
    }


def _breakable(cycle: Sequence[Sequence[Table]], postponed: set[Reference]) -> Reference | None:
    """A foreign key along the cycle that can be NULL at first."""
    members = {table.oid: table for group in cycle for table in group}
    return next(
        (
            reference
            for table in sorted(members.values(), key=lambda table: table.name)
            for reference in table.references
            if reference not in postponed and members.keys() & set(reference.tables) and _can_be_null(table, reference)
        ),
        None,
    )


def _merge(groups: dict[int, tuple[Table, ...]], cycle: Sequence[tuple[Table, ...]]) -> None:
    for group in cycle:
        del groups[group[0].oid]
    merged = tuple(sorted((table for group in cycle for table in group), key=lambda table: table.name))
    groups[merged[0].oid] = merged


def _can_be_null(table: Table, reference: Reference) -> bool:
    return any(not table.column(name).not_null for name in reference.columns)
