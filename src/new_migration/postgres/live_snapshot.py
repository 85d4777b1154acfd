"""The schema of a database that changes little from one look to the next, read again only where it can have changed.

What was written since shows in the catalogs (``catalog.changes``). Of a relation that changed all that hangs on it is
read again; if its name or columns changed, also what prints those. Where something else changed that may be printed
anywhere, everything is read again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

from new_migration.postgres.catalog.changes import Effect
from new_migration.postgres.database import Connection, Row, in_transaction
from new_migration.postgres.live_catalog import Changes, LiveCatalog, Relation, Report, live_catalog
from new_migration.postgres.snapshot import Key, Snapshot, collected, snapshot

T = TypeVar("T")


class LiveSnapshot:
    """Reads the schema of one database again and again.

    Quickest on a connection of its own, where its queries stay prepared. Inside an open transaction everything is read
    each time: what was written there may yet be undone.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: _Known | None = None

    def read(self) -> Snapshot:
        """What ``snapshot`` of the connection returns. Raises ServerRefused."""
        if not self._connection.autocommit or in_transaction(self._connection):
            return snapshot(self._connection)
        # Whatever interrupts us, what we know is then nothing, and never something half brought up to date.
        known, self._known = self._known, None
        with live_catalog(self._connection) as catalog:
            self._known, now = (_updated(catalog, known) if known else None) or _read(catalog)
        return now


class _Unsure(Exception):
    """Something changed that may be printed anywhere."""


@dataclass(kw_only=True, slots=True)
class _Known:
    """A snapshot, and what the catalogs held then: all of it was written before the transaction ``since``.

    ``counts``: the number of rows by catalog; ``rows``: those of relations by unit too. ``keys``: what hangs on each
    relation, and under 0 on none. ``groups``: the indexes and TOAST tables of each, and itself.
    """

    since: int
    cluster: str
    snapshot: Snapshot
    keys: dict[int, list[Key]]
    relations: dict[int, Relation]
    groups: dict[int, list[int]]
    counts: dict[str, int]
    rows: dict[str, Counter[int]]
    names: dict[str, dict[int, str]]

    def unit(self, oid: int) -> int:
        """What an index or TOAST table belongs to; what is not known, to itself."""
        return self.relations[oid].unit if oid in self.relations else oid

    def group(self, units: Iterable[int]) -> set[int]:
        return {oid for unit in units for oid in self.groups.get(unit, ())}


def _updated(catalog: LiveCatalog, known: _Known) -> tuple[_Known, Snapshot] | None:
    """None if only reading everything will do."""
    report = catalog.report(known.since)
    update = _Update(catalog, known, report)
    try:
        now = update.snapshot()
    except _Unsure:
        return None
    # A transaction that still runs may end after one that began later: look again from where we were.
    if report.is_final:
        update.remember(now)
    return known, now


def _read(catalog: LiveCatalog) -> tuple[_Known | None, Snapshot]:
    """Everything, and what to know of it for the next time.

    That is nothing where transactions tell nothing, because one still runs that began before something that is there
    was written, and where two objects have one identity, because what each is called depends on the other.
    """
    found = catalog.whole()
    now = collected(found)
    since = catalog.oldest_transaction()
    report = catalog.report(since)
    if not report.is_final or not _are_distinct(found):
        return None, now
    relations = catalog.relations()
    watched = [each.watched for each in report.changes]
    known = _Known(
        since=since,
        cluster=report.cluster,
        snapshot=now,
        keys=_keys(found),
        relations=relations,
        groups=_groups(relations),
        counts={each.watched.key: each.count for each in report.changes},
        rows={each.key: catalog.rows(each, since) for each in watched if each.effect is Effect.RELATION},
        names={each.key: catalog.names(each) for each in watched if each.effect is Effect.NAME},
    )
    return known, now


def _are_distinct(found: Sequence[Row]) -> bool:
    return len({row[:2] for row in found}) == len(found)


def _keys(found: Sequence[Row]) -> dict[int, list[Key]]:
    keys: defaultdict[int, list[Key]] = defaultdict(list)
    for kind, identity, *_, unit in found:
        keys[unit].append((kind, identity))
    return dict(keys)


def _groups(relations: Mapping[int, Relation]) -> dict[int, list[int]]:
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for oid, relation in relations.items():
        groups[relation.unit].append(oid)
    return dict(groups)


class _Update:
    """What a report says has changed, read again. Until ``remember`` it leaves what is known as it is."""

    def __init__(self, catalog: LiveCatalog, known: _Known, report: Report) -> None:
        self._catalog = catalog
        self._known = known
        self._report = report
        self._rows: dict[str, Counter[int]] = {}
        self._names: dict[str, dict[int, str]] = {}
        self._relations: dict[int, Relation] = {}
        self._units: set[int] = set()
        self._found: list[Row] = []
        self._read_again: set[int] = set()

    def snapshot(self) -> Snapshot:
        """The schema now. Raises _Unsure if only reading everything will do."""
        counts = self._known.counts
        changed = [each for each in self._report.changes if each.units or each.old != counts[each.watched.key]]
        effects = {each.watched.effect for each in changed}
        if Effect.WHOLE in effects or self._report.cluster != self._known.cluster:
            raise _Unsure
        if not changed:
            return self._known.snapshot
        self._judge_names([each for each in changed if each.watched.effect is Effect.NAME])
        touched = self._touched([each for each in changed if each.watched.effect is Effect.RELATION])
        is_rest_changed = 0 in touched or not effects <= {Effect.RELATION}
        self._find_relations(touched - {0})
        self._judge_kinds()
        dependents = self._dependents()
        # A composite type is listed with what hangs on no relation.
        composite = {unit for unit in self._units | dependents if self._is_composite(unit)}
        self._read_again = self._units | dependents
        if is_rest_changed or composite:
            self._read_again.add(0)
        return self._read()

    def remember(self, now: Snapshot) -> None:
        """Make what is known what is there now."""
        known = self._known
        known.since, known.cluster, known.snapshot = self._report.oldest, self._report.cluster, now
        known.counts = {each.watched.key: each.count for each in self._report.changes}
        known.names |= self._names
        for key, counts in self._rows.items():
            for unit, count in counts.items():
                _put(known.rows[key], unit, count)
        for oid in known.group(self._units):
            del known.relations[oid]
        known.relations |= self._relations
        groups, keys = _groups(self._relations), _keys(self._found)
        for unit in self._units:
            _put(known.groups, unit, groups.get(unit))
        for unit in self._read_again:
            _put(known.keys, unit, keys.get(unit))

    def _judge_names(self, changes: Sequence[Changes]) -> None:
        for each in changes:
            key = each.watched.key
            before, now = self._known.names[key], self._catalog.names(each.watched)
            if any(now.get(oid, name) != name for oid, name in before.items()):
                raise _Unsure
            self._names[key] = now

    def _touched(self, changes: Sequence[Changes]) -> set[int]:
        """The relations, indexes and TOAST tables of which rows are new or gone, and 0 for other objects."""
        touched = {oid for each in changes for oid in each.units}
        for each in changes:
            touched |= self._lost(each, touched) if each.old != self._known.counts[each.watched.key] else set()
            rows = self._rows.setdefault(each.watched.key, Counter())
            before = self._known.rows[each.watched.key]
            for unit, count in Counter(each.units).items():
                rows[unit] = rows.get(unit, before[unit]) + count
        return touched

    def _lost(self, changes: Changes, touched: Set[int]) -> set[int]:
        """The units with fewer old rows than before: where so many are missing among ``touched``, no other."""
        key, since = changes.watched.key, self._known.since
        before = self._known.rows[key]
        missing = self._known.counts[key] - changes.old
        suspects = (touched | self._known.group({self._known.unit(oid) for oid in touched})) - {0}
        now = self._catalog.rows(changes.watched, since, suspects)
        if sum(before[unit] - now[unit] for unit in suspects) != missing:
            now = self._catalog.rows(changes.watched, since)
            suspects = set(before.keys() | now.keys())
        lost = {unit for unit in suspects if before[unit] != now[unit]}
        self._rows[key] = Counter({unit: now[unit] for unit in lost})
        return lost

    def _find_relations(self, touched: Set[int]) -> None:
        """The touched relations that are there now, with all that belongs to them; the server's own are not known."""
        asked = {self._known.unit(oid) for oid in touched}
        now = self._catalog.chosen_relations(asked) if asked else {}
        missing = {relation.unit for relation in now.values()} - asked
        if missing:
            now = self._catalog.chosen_relations(asked | missing)
        if any(oid not in now and oid not in self._known.relations for oid in touched):
            raise _Unsure
        self._relations = now
        self._units = asked | missing

    def _judge_kinds(self) -> None:
        """Privileges on an extension's relations are listed apart. And an oid may be given anew, to something else."""
        for unit in self._units:
            both = [each for each in (self._known.relations.get(unit), self._relations.get(unit)) if each]
            if any(each.is_member for each in both) or len({each.kind for each in both}) > 1:
                raise _Unsure

    def _dependents(self) -> set[int]:
        """The relations on which hangs what prints a name or columns that changed, and 0 for other objects."""
        group = self._known.group(self._units) & self._relations.keys()
        both = [(oid, self._known.relations[oid], self._relations[oid]) for oid in group]
        altered = {oid for oid, before, now in both if (before.name, before.columns) != (now.name, now.columns)}
        # With an index its constraint is renamed, which rules print, and which depends on the table.
        renamed = {each for oid, before, now in both if now.has_renamed(before) for each in (oid, now.unit)}
        if not altered:
            return set()
        found = self._catalog.dependents(renamed | altered, renamed=bool(renamed))
        # An extension prints the tables that it has dumped, without depending on them.
        found |= {0} if renamed else set()
        if any(oid and oid not in self._relations and oid not in self._known.relations for oid in found):
            raise _Unsure
        return {self._relations[oid].unit if oid in self._relations else self._known.unit(oid) for oid in found}

    def _is_composite(self, unit: int) -> bool:
        relation = self._relations.get(unit) or self._known.relations.get(unit)
        return relation is not None and relation.kind == "c"

    def _read(self) -> Snapshot:
        """Raises _Unsure if a new object is called as another."""
        relations = self._read_again - {0}
        self._found = self._catalog.chosen(relations) if relations else []
        if 0 in self._read_again:
            self._found += self._catalog.rest()
        new = collected(self._found)
        gone = [key for unit in self._read_again for key in self._known.keys.get(unit, ())]
        staying = new.objects.keys() - set(gone)
        if not _are_distinct(self._found) or any(key in self._known.snapshot.objects for key in staying):
            raise _Unsure
        return self._known.snapshot.replaced(gone, new)


def _put(mapping: dict[int, T], key: int, value: T | None) -> None:
    """Nothing, none and zero are not kept."""
    if value:
        mapping[key] = value
    else:
        mapping.pop(key, None)
