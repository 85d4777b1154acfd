"""Put generated rows into tables: referenced ones first, those that refer to one another in a circle together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from new_migration.errors import ServerRefused
from new_migration.postgres.database import Connection, execute
from new_migration.postgres.sql import quote_identifier, quote_literal
from new_migration.proof.fill_order import FillOrder, fill_order
from new_migration.proof.reading import read
from new_migration.proof.row_choice import Candidates, Default, NewRow, Recipe, Terms, Value, find_candidates
from new_migration.proof.row_search import Values, Variable, allowed
from new_migration.proof.row_values import Pools
from new_migration.proof.tables import Key, Reference, Structure, Table, Type

_MOST_KEYS = 100
_ALONE = 6
_NO_OTHER = "a unique key leaves no other value"


@dataclass(frozen=True, kw_only=True, slots=True)
class Unfilled:
    """A table that holds fewer rows than it should (``rows``), and why: the server's message where it gave one."""

    table: str
    reason: str
    rows: int = 0

    def __str__(self) -> str:
        held = f"{self.rows:,} row{'s' if self.rows != 1 else ''} only" if self.rows else "no rows"
        return f"table {self.table}: {held}: {self.reason}"


class Filling:
    """One run over tables that hold too few rows. ``held``: how many each holds, by oid."""

    def __init__(self, connection: Connection, structure: Structure, held: Mapping[int, int], *, rows: int) -> None:
        self._connection = connection
        self._structure = structure
        self._held = dict(held)
        self._rows = rows
        self._pools = Pools(structure.types, self._allowed)
        self._order = fill_order(structure.tables)
        self._keys: dict[tuple[str, tuple[str, ...]], list[Values]] = {}

    def run(self) -> dict[int, str]:
        """Fill the tables; what went wrong, by oid."""
        trouble: dict[int, str] = {}
        for group in self._order.groups:
            try:
                reason = self._fill_together(group) if _is_knot(group, self._order) else self._fill(group[0])
            except ServerRefused as error:
                reason = in_one_line(error)
            trouble |= {table.oid: reason for table in group if reason}
        for table in self._structure.tables.values():
            for reference in table.references:
                if reference in self._order.postponed:
                    self._complete(table, reference)
        return trouble

    def _fill(self, table: Table) -> str:
        terms = Terms(count=self._rows, keys=self._referable, postponed=self._order.postponed)
        candidates = find_candidates(self._connection, table, self._pools, terms)
        if candidates.unsolved:
            return self._explain(candidates)
        reason = self._insert(candidates, self._rows - self._held[table.oid], self._taken(table))
        self._forget(table)
        return reason

    def _fill_together(self, group: Sequence[Table]) -> str:
        """Fill tables that cannot be filled one after the other: each row with its counterparts, in one statement."""
        members = {table.oid: table for table in group}
        promised = {
            place: self._promise(members[reference.tables[0]], place)
            for table in group
            for reference in table.references
            if reference.tables[0] in members
            for place in [(reference.target, reference.target_columns)]
        }

        def keys(reference: Reference) -> Sequence[Values]:
            place = (reference.target, reference.target_columns)
            return promised[place].choices if place in promised else self._referable(reference)

        found = []
        for table in group:
            own = tuple(variable for (target, _), variable in promised.items() if target == f"ONLY {table.name}")
            terms = Terms(count=self._rows, keys=keys, postponed=self._order.postponed, promised=own)
            candidates = find_candidates(self._connection, table, self._pools, terms)
            if candidates.unsolved:
                return self._explain(candidates)
            found.append((candidates, self._taken(table)))
        reasons = []
        for recipe in (Recipe.MIXED, Recipe.VALUES, Recipe.DEFAULTS, Recipe.LITTLE):
            parts = [(each.table, each.rows(self._rows, recipe, taken, start=0)) for each, taken in found]
            reasons.append(self._run(_insert_together(parts)) if all(rows for _, rows in parts) else _NO_OTHER)
            if not reasons[-1]:
                break
        for table in group:
            self._forget(table)
        return reasons[-1] and reasons[min(1, len(reasons) - 1)]

    def _promise(self, table: Table, place: tuple[str, tuple[str, ...]]) -> Variable:
        """Keys that the rows of a table are going to have."""
        columns = [table.column(name) for name in place[1]]
        values = [self._pools.values(each.type, each.modifier, self._rows, is_key=True) for each in columns]
        return Variable(columns=place[1], choices=tuple(zip(*values, strict=False)))

    def _insert(self, candidates: Candidates, wanted: int, taken: Mapping[Key, set[tuple[Value, ...]]]) -> str:
        """Insert all rows at once if a recipe allows that, else as many as will go one by one; why not, or ""."""
        reasons: dict[Recipe, str] = {}
        for recipe in Recipe:
            rows = candidates.rows(wanted, recipe, taken, start=self._held[candidates.table.oid])
            if not rows:
                return _NO_OTHER
            reason = self._run(_insert_statement(candidates.table, rows))
            if not reason:
                return "" if len(rows) == wanted else _NO_OTHER
            reasons[recipe] = reason
        rows = candidates.rows(wanted + _ALONE, Recipe.VALUES, taken, start=self._rows)
        done = 0
        for row in rows:
            done += not self._run(_insert_statement(candidates.table, [row]))
            if done == wanted:
                return ""
        return reasons[Recipe.VALUES]

    def _run(self, sql: str) -> str:
        """One INSERT in a transaction of its own; what the server says against it, or ""."""
        try:
            execute(self._connection, sql)
        except ServerRefused as error:
            return in_one_line(error)
        return ""

    def _explain(self, candidates: Candidates) -> str:
        for reference in candidates.table.references:
            if not self._referable(reference) and candidates.table.oid not in reference.tables:
                return f"needs rows of {reference.shown}, which has none"
        return f"found no values for {'; '.join(candidates.unsolved)}"

    def _referable(self, reference: Reference) -> list[Values]:
        """The rows that a foreign key can refer to: the first ones, in the order of their keys."""
        place = (reference.target, reference.target_columns)
        if place not in self._keys:
            names = [quote_identifier(column) for column in reference.target_columns]
            shown = ", ".join(f"{name}::text" for name in names)
            filled = " AND ".join(f"{name} IS NOT NULL" for name in names)
            sql = (
                f"SELECT {shown} FROM {reference.target} WHERE {filled} ORDER BY {', '.join(names)} LIMIT {_MOST_KEYS}"
            )
            self._keys[place] = read(self._connection, sql)
        return self._keys[place]

    def _forget(self, table: Table) -> None:
        """After rows came to ``table``, what can be referred to is asked again."""
        self._keys = {place: found for place, found in self._keys.items() if found and place[0] != f"ONLY {table.name}"}

    def _taken(self, table: Table) -> dict[Key, set[tuple[Value, ...]]]:
        """What the keys of the rows there are hold."""
        if not self._held[table.oid]:
            return {}
        found = {}
        for key in table.keys:
            shown = ", ".join(f"{quote_identifier(column)}::text" for column in key.columns)
            found[key] = set(read(self._connection, f"SELECT {shown} FROM ONLY {table.name}"))
        return found

    def _complete(self, table: Table, reference: Reference) -> None:
        """Let one row refer to something that was not there when it came. Nothing is lost where that is refused."""
        keys = self._referable(reference)
        if not keys:
            return
        pairs = zip(reference.columns, keys[0], strict=True)
        values = ", ".join(f"{quote_identifier(column)} = {_constant(value)}" for column, value in pairs)
        first = quote_identifier(reference.columns[0])
        sql = (
            f"UPDATE ONLY {table.name} SET {values} "
            f"WHERE ctid = (SELECT max(ctid) FROM ONLY {table.name} HAVING count({first}) = 0 AND count(*) > 1)"
        )
        try:
            execute(self._connection, sql)
        except ServerRefused:
            # A trigger or a CHECK is against it; NULL is allowed, as the row shows.
            return

    def _allowed(self, domain: Type, values: Sequence[str]) -> Sequence[str]:
        return allowed(self._connection, domain, self._pools.base(domain.oid), values)


def _is_knot(group: Sequence[Table], order: FillOrder) -> bool:
    """Whether rows of the group need rows that come with them."""
    oids = {table.oid for table in group}
    return any(
        oids & set(reference.tables) and reference not in order.postponed
        for table in group
        for reference in table.references
    )


def in_one_line(error: ServerRefused) -> str:
    """The server's message and detail, without the context in which it arose and the row that we made up."""
    message, *others = error.what.split("\n")
    details = [line.removeprefix("detail: ") for line in others if line.startswith("detail: ")]
    return ": ".join([message, *(detail for detail in details if not detail.startswith("Failing row contains"))])


def _insert_statement(table: Table, rows: Sequence[NewRow], overriding: str = "") -> str:
    names = list(rows[0])
    if not names:
        return ";".join([f"INSERT INTO {table.name} DEFAULT VALUES"] * len(rows))
    columns = ", ".join(quote_identifier(name) for name in names)
    values = ", ".join("(" + ", ".join(_constant(row[name]) for name in names) + ")" for row in rows)
    return f"INSERT INTO {table.name} ({columns}) {overriding} VALUES {values}"


def _insert_together(parts: Sequence[tuple[Table, Sequence[NewRow]]]) -> str:
    """Rows of several tables in one statement: foreign keys are checked at its end."""
    inserts = [_insert_statement(table, rows, "OVERRIDING SYSTEM VALUE") for table, rows in parts]
    before = ", ".join(f"part_{number} AS ({insert})" for number, insert in enumerate(inserts[:-1]))
    return f"WITH {before} {inserts[-1]}" if before else inserts[-1]


def _constant(value: Value) -> str:
    if value is None:
        return "NULL"
    return value.value if isinstance(value, Default) else quote_literal(value)
