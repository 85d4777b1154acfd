"""Statements of objects in the order in which they can be run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection

from new_migration.postgres.objects.catalog import Catalog
from new_migration.postgres.objects.columns import add_column, is_made_by_parent
from new_migration.postgres.objects.element import Element
from new_migration.postgres.objects.graph import Graph, Place, sorted_by_needs
from new_migration.postgres.objects.other_facts import Type
from new_migration.postgres.objects.relation_facts import Column, Constraint, Index, Relation, Trigger
from new_migration.postgres.objects.relations import create_table
from new_migration.postgres.objects.routines import create_domain
from new_migration.postgres.objects.section import RELATION, TRIGGER, Address

_LATE = 1_000_000


def statements(graph: Graph, chosen: Collection[Address], element: Callable[[Address], Element]) -> tuple[str, ...]:
    """What makes the objects ``chosen``, none of which is there."""
    hosts = {each: _host(each, chosen, element) for each in chosen}
    inlined: dict[Address, list[Address]] = defaultdict(list)
    for each, host in sorted(hosts.items()):
        if each != host:
            inlined[host].append(each)
    steps = [each for each in chosen if hosts[each] == each]
    late = {_late(each): each for each in steps if element(each).late}
    needs = _needs(graph, chosen, hosts, late)

    def place(step: Address) -> Place:
        return (element(late.get(step, step)).rank, step)

    order, _ = sorted_by_needs([*steps, *late], needs, place)
    found: list[str] = []
    for step in order:
        if step in late:
            found += element(late[step]).late
        else:
            found += _made(graph.catalog, step, chosen, element)
            found += [line for each in inlined[step] for line in element(each).after]
    return tuple(found)


def _host(address: Address, chosen: Collection[Address], element: Callable[[Address], Element]) -> Address:
    host = element(address).host
    return _host(host, chosen, element) if host is not None and host in chosen else address


def _late(address: Address) -> Address:
    """The step that follows the making of an object."""
    return (address[0], address[1], address[2] + _LATE)


def _needs(
    graph: Graph,
    chosen: Collection[Address],
    hosts: dict[Address, Address],
    late: dict[Address, Address],
) -> dict[Address, set[Address]]:
    """For each step, the steps that must come before it."""
    catalog = graph.catalog
    needs: dict[Address, set[Address]] = defaultdict(set)
    for each in chosen:
        for need in graph.needs.get(each, ()):
            if need in chosen and hosts[need] != hosts[each]:
                _add_need(catalog, needs, each, need, hosts)
    for step, each in late.items():
        needs[step].add(each)
        record = catalog.records[each]
        if isinstance(record, Trigger):
            needs[step] |= {hosts[need] for need in graph.needs.get(each, ()) if need in chosen}
            needs[step] |= {other for other in late if other[:2] == (RELATION, record.relation)}
        elif isinstance(record, Relation) and record.bound:
            related = {record.oid, *(record.parents or ())}
            needs[step] |= {hosts[other] for other in chosen if _of(catalog, other) in related} - {step}
    return needs


def _add_need(
    catalog: Catalog, needs: dict[Address, set[Address]], each: Address, need: Address, hosts: dict[Address, Address]
) -> None:
    record = catalog.records[each]
    if each[0] == RELATION and catalog.owners.get(each[1]) == need and not each[2]:
        needs[_late(each)].add(hosts[need])  # OWNED BY: the column may want the sequence for its default
    elif isinstance(record, Constraint | Index) and record.parent and _is_of(catalog, need, record.parent):
        needs[hosts[need]].add(hosts[each])  # that of the partitioned table takes in those of its partitions
    else:
        needs[hosts[each]].add(hosts[need])


def _is_of(catalog: Catalog, address: Address, parent: int) -> bool:
    """Whether it is the constraint or index of the partitioned table with the oid ``parent``."""
    return isinstance(catalog.records[address], Constraint | Index) and address[1] == parent


def _of(catalog: Catalog, address: Address) -> int:
    """The table whose columns, constraints and indexes must be there before it is attached, or others to it."""
    record = catalog.records[address]
    if isinstance(record, Relation):
        return record.oid
    return record.relation if isinstance(record, Column | Constraint | Index) and address[0] != TRIGGER else 0


def _made(
    catalog: Catalog, step: Address, chosen: Collection[Address], element: Callable[[Address], Element]
) -> list[str]:
    """The statements of one step but for what is inlined in it."""
    record, found = catalog.records[step], element(step)
    if isinstance(record, Relation) and record.kind in "rpf":
        return [create_table(catalog, record, chosen), *found.after]
    if isinstance(record, Column):
        if is_made_by_parent(catalog, record) or (record.parents and not record.is_local):
            return list(found.after)
        return [add_column(catalog, record, chosen), *found.after]
    if isinstance(record, Type) and record.kind == "d":
        return [create_domain(catalog, record, chosen), *found.after]
    return [*(() if _is_made_by_parent(record, chosen) else found.make), *found.after]


def _is_made_by_parent(record: object, chosen: Collection[Address]) -> bool:
    """Whether a partition that is there gets a CHECK or NOT NULL by the statement for its parent's."""
    if not isinstance(record, Constraint) or record.is_local or record.parent or not record.parents:
        return False
    return (RELATION, record.relation, 0) not in chosen
