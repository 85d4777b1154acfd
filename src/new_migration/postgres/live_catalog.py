"""What a live snapshot asks the catalogs of a database: the queries of ``catalog``, prepared, and their typed rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from new_migration.postgres.catalog.changes import (
    CHOSEN_RELATIONS_QUERY,
    RELATIONS_QUERY,
    Watched,
    changes_query,
    dependents_query,
    names_query,
    rows_query,
    watched,
)
from new_migration.postgres.catalog.query import PRINTING, chosen_query, rest_query, schema_query
from new_migration.postgres.database import Connection, Row, close_if_busy, execute, query

# One plan for all arguments, so that it is made once.
_SETTINGS = {**PRINTING, "plan_cache_mode": "force_generic_plan"}
_XIDS = 2**32


class Relation(NamedTuple):
    """What shows whether others that print a relation must be read again.

    ``unit`` is itself, or of an index or a TOAST table its table; ``columns``: number, type and name of each;
    ``is_member``: of an extension.
    """

    kind: str
    name: str
    unit: int
    columns: list[str] | None
    is_member: bool

    def has_renamed(self, before: Relation) -> bool:
        """Whether it, or a column that was there before, has another name."""
        if self.name != before.name:
            return True
        names, names_before = _names(self.columns or []), _names(before.columns or [])
        return any(names.get(number, name) != name for number, name in names_before.items())


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """Of one catalog: how many rows there are, and of the new ones the units and transactions."""

    watched: Watched
    count: int
    units: tuple[int, ...]
    transactions: frozenset[int]

    @property
    def old(self) -> int:
        return self.count - len(self.units)


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What the catalogs hold, as ``changes_query`` tells it. ``oldest``: no transaction before it still runs."""

    oldest: int
    cluster: str
    changes: tuple[Changes, ...]

    @property
    def is_final(self) -> bool:
        """Whether every row was written before ``oldest``, so that what is written later can be told by that."""
        written = {transaction for each in self.changes for transaction in each.transactions}
        return all(0 < (self.oldest - transaction) % _XIDS < _XIDS // 2 for transaction in written)


@contextmanager
def live_catalog(connection: Connection) -> Iterator[LiveCatalog]:
    """The catalogs in one transaction, all as of the same moment. Raises ServerRefused."""
    local = "".join(f"SET LOCAL {key} = {value};" for key, value in _SETTINGS.items())
    execute(connection, f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;{local}")
    try:
        yield LiveCatalog(connection)
    finally:
        close_if_busy(connection)
        if not connection.closed:
            execute(connection, "ROLLBACK")


class LiveCatalog:
    """Use ``live_catalog``. Every method raises ServerRefused."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._major = connection.info.server_version // 10000
        self._prepared = {name for (name,) in self._ask("SELECT name FROM pg_prepared_statements")}

    def oldest_transaction(self) -> int:
        """The oldest that still runs, or the next one."""
        ((oldest,),) = self._ask("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
        return int(oldest) % _XIDS

    def report(self, since: int) -> Report:
        """What is there, and what of it was written since a transaction."""
        found = {number: (count, text) for number, count, text in self._run("changes(xid)", changes_query, since)}
        return Report(
            oldest=int(found[-1][1]) % _XIDS,
            cluster=found[-2][1],
            changes=tuple(_changes(each, *found[number]) for number, each in enumerate(watched(self._major))),
        )

    def whole(self) -> list[Row]:
        """The rows of ``schema_query``."""
        return self._run("whole", schema_query)

    def chosen(self, units: Iterable[int]) -> list[Row]:
        """The rows of ``schema_query`` that belong to ``units``."""
        return self._run("chosen(oid[])", chosen_query, _array(units))

    def rest(self) -> list[Row]:
        """The rows of ``schema_query`` that belong to no relation."""
        return self._run("rest", rest_query)

    def relations(self) -> dict[int, Relation]:
        """All relations by oid, without the server's own."""
        return _relations(self._run("relations", lambda _: RELATIONS_QUERY))

    def chosen_relations(self, units: Iterable[int]) -> dict[int, Relation]:
        """The relations that belong to ``units``."""
        found = self._run("chosen_relations(oid[])", lambda _: CHOSEN_RELATIONS_QUERY, _array(units))
        return _relations(found)

    def rows(self, each: Watched, since: int, units: Iterable[int] | None = None) -> Counter[int]:
        """How many rows each unit (or each of ``units``) has, without those written since a transaction."""
        chosen = "" if units is None else _array(units)
        ((text,),) = self._ask(rows_query(each, since, chosen))
        pairs = (pair.split(" ") for pair in text.split(",")) if text else ()
        return Counter({int(unit): int(count) for unit, count in pairs})

    def names(self, each: Watched) -> dict[int, str]:
        """A digest of each row's name, by oid."""
        return dict(self._ask(names_query(each)))

    def dependents(self, oids: Iterable[int], *, renamed: bool) -> set[int]:
        """See ``dependents_query``."""
        return {unit for (unit,) in self._ask(dependents_query(_array(oids), renamed=renamed))}

    def _run(self, signature: str, text: Callable[[int], str], argument: object = "") -> list[Row]:
        name = "new_migration_" + signature.partition("(")[0]
        arguments = f"('{argument}')" if "(" in signature else ""
        execution = f"EXECUTE {name}{arguments}"
        if name in self._prepared:
            return self._ask(execution)
        self._prepared.add(name)
        return self._ask(f"PREPARE new_migration_{signature} AS {text(self._major)};{execution}")

    def _ask(self, sql: str) -> list[Row]:
        return query(self._connection, sql)


def _names(columns: Sequence[str]) -> dict[str, str]:
    """The columns' names by number."""
    return {parts[0]: parts[-1] for parts in (column.split(" ", 4) for column in columns)}


def _array(oids: Iterable[int]) -> str:
    return "{" + ",".join(map(str, oids)) + "}"


def _changes(each: Watched, count: int, text: str | None) -> Changes:
    new = [pair.split(" ") for pair in text.split(",")] if text else []
    return Changes(
        watched=each,
        count=count,
        units=tuple(int(unit) for unit, _ in new),
        transactions=frozenset(int(transaction) for _, transaction in new),
    )


def _relations(found: Sequence[Row]) -> dict[int, Relation]:
    """An index belongs to its table, a TOAST table and its index to the table with the long values."""
    table_of = {oid: table for oid, _, _, table, *_ in found if table}
    table_of |= {toast: oid for oid, _, _, _, toast, _, _ in found if toast}
    return {
        oid: Relation(kind, name, _end(oid, table_of), columns, is_member)
        for oid, kind, name, _, _, columns, is_member in found
    }


def _end(oid: int, table_of: dict[int, int]) -> int:
    while oid in table_of:
        oid = table_of[oid]
    return oid
