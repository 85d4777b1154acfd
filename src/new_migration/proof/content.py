"""What the tables of a database hold: fill them with rows, remember the rows, and tell what was lost of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from new_migration.postgres.database import Connection, Row, in_transaction
from new_migration.proof.filling import Filling, Unfilled
from new_migration.proof.reading import read
from new_migration.proof.row_difference import Remembered, describe_losses, is_gone, remember_rows
from new_migration.proof.tables import Structure, Table, full_name, read_structure, shown_name

TRACKING_TABLE = "schema_migrations"
TRACKING_COLUMN = "migration_name"

# So many tables are asked for in one query (planning 1,000 in one takes four times as long as ten times 100), and
# the rows of a table of so many bytes are looked at by the server.
_TABLES_AT_ONCE = 100
_LARGE = 64 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class _State:
    """A table as it is: as long as nothing of this has changed, nor have its rows.

    ``layout``: columns and types; ``rows``: where each row version is and which transaction wrote it, or of a large
    table a checksum of that.
    """

    oid: int
    schema: str
    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    layout: tuple[object, ...]
    count: int
    rows: object

    @property
    def is_tracking(self) -> bool:
        return self.table == TRACKING_TABLE

    @property
    def name(self) -> str:
        return full_name(self.schema, self.table)

    @property
    def shown(self) -> str:
        return shown_name(self.schema, self.table)


class Contents:
    """The rows of a database over a series of migrations. All methods raise ServerRefused.

    The connection must be in autocommit mode and outside a transaction. Not for use in parallel with others that
    write: what they do between two calls counts as done by the migration.
    """

    def __init__(self) -> None:
        self._states: dict[int, _State] = {}
        self._next_transaction = ""
        self._remembered: dict[str, tuple[_State, Remembered]] = {}
        self._failed: dict[int, tuple[Table, int, Unfilled]] = {}

    def fill(self, connection: Connection, *, rows: int = 3) -> list[Unfilled]:
        """Give every table at least that many rows; the tables where that cannot be done.

        Left alone: the tracking table, members of extensions, foreign tables.
        """
        _refuse_transaction(connection)
        short = {oid: state for oid, state in self._survey(connection).items() if _is_short(state, rows)}
        if not short:
            self._failed = {}
            return []
        structure = read_structure(connection, {oid: (state.schema, state.table) for oid, state in short.items()})
        known = self._known_failures(structure, short)
        tables = {oid: table for oid, table in structure.tables.items() if oid not in known}
        trouble = {}
        if tables:
            held = {oid: state.count for oid, state in short.items()}
            worked = Structure(tables=tables, types=structure.types)
            trouble = Filling(connection, worked, held, rows=rows).run()
        counts = self._count(connection, [short[oid] for oid in tables])
        self._failed = known | {
            oid: (tables[oid], count, _unfilled(short[oid], trouble.get(oid, ""), count))
            for oid, count in counts.items()
            if count < rows
        }
        return sorted((failed[2] for failed in self._failed.values()), key=lambda each: each.table)

    def remember(self, connection: Connection) -> None:
        """Remember the rows of all tables as they are now."""
        _refuse_transaction(connection)
        states = self._survey(connection)
        old = self._remembered
        changed = [state for state in states.values() if not _is_same(old.get(state.name), state)]
        fresh = remember_rows(connection, [_wanted(state) for state in changed])
        self._remembered = {
            state.name: (state, fresh[state.name]) if state.name in fresh else old[state.name]
            for state in states.values()
        }

    def losses(self, connection: Connection) -> list[str]:
        """What differs from the rows remembered, in words, by table and column."""
        _refuse_transaction(connection)
        now = {state.name: state for state in self._survey(connection).values()}
        found: list[str] = []
        for name, (state, remembered) in sorted(self._remembered.items()):
            if name not in now:
                found += is_gone(state.shown, remembered.count)
            elif not _is_same((state, remembered), now[name]):
                found += describe_losses(connection, state.shown, remembered, _wanted(now[name]))
        return found

    def _known_failures(self, structure: Structure, short: dict[int, _State]) -> dict[int, tuple[Table, int, Unfilled]]:
        """What could not be filled before and has not changed since, unless a table that it refers to has."""
        same = {
            oid: failed
            for oid, failed in self._failed.items()
            if structure.tables.get(oid) == failed[0] and short[oid].count == failed[1]
        }
        return {
            oid: failed
            for oid, failed in same.items()
            if not any(other in short and other not in same for ref in failed[0].references for other in ref.tables)
        }

    def _count(self, connection: Connection, states: Sequence[_State]) -> dict[int, int]:
        selects = [f"SELECT {state.oid}::bigint, count(*) FROM ONLY {state.name}" for state in states]
        return {oid: count for chunk in _chunks(selects) for oid, count in read(connection, chunk)}

    def _survey(self, connection: Connection) -> dict[int, _State]:
        """All tables as they are. Where no transaction has written anything since, nothing is read again."""
        ((next_transaction, others_run),) = read(connection, _CLOCK)
        if not self._next_transaction or next_transaction != self._next_transaction or others_run:
            self._states = _read_states(connection)
            self._next_transaction = "" if others_run else next_transaction
        return self._states


# No transaction gets a number before it writes.
_CLOCK = """SELECT pg_snapshot_xmax(pg_current_snapshot())::text,
  pg_snapshot_xmin(pg_current_snapshot()) <> pg_snapshot_xmax(pg_current_snapshot())"""


def _refuse_transaction(connection: Connection) -> None:
    if not connection.autocommit or in_transaction(connection):
        raise ValueError("rows need a connection in autocommit mode and outside a transaction")


def _is_short(state: _State, rows: int) -> bool:
    return state.count < rows and not state.is_tracking


def _unfilled(state: _State, reason: str, count: int) -> Unfilled:
    reason = reason or "its rows do not stay: a trigger or a rule is in the way"
    return Unfilled(table=state.shown, reason=reason, rows=count)


def _is_same(known: tuple[_State, Remembered] | None, state: _State) -> bool:
    return known is not None and known[0] == state


def _wanted(state: _State) -> tuple[str, tuple[str, ...], tuple[str, ...], int]:
    """Which columns of a table are its rows: of the tracking table the names."""
    if state.is_tracking and TRACKING_COLUMN in state.columns:
        return state.name, (TRACKING_COLUMN,), (TRACKING_COLUMN,), state.count
    return state.name, state.columns, state.key, state.count


def _read_states(connection: Connection) -> dict[int, _State]:
    tables = read(connection, _TABLES)
    rows = _read_rows(connection, tables)
    return {table[0]: _state(table, *rows[table[0]]) for table in tables}


def _state(table: Row, count: int, rows: object) -> _State:
    oid, schema, name, _, columns, numbers, types, modifiers, key, key_length, *others = table
    key_numbers = [int(number) for number in key.split()[:key_length]]
    return _State(
        oid=oid,
        schema=schema,
        table=name,
        columns=tuple(columns),
        key=tuple(columns[numbers.index(number)] for number in key_numbers),
        # Numbers too: a column dropped and added again with a default is another, without a row being written.
        layout=(tuple(numbers), tuple(types), tuple(modifiers), *others),
        count=count,
        rows=rows,
    )


def _read_rows(connection: Connection, tables: Sequence[Row]) -> dict[int, tuple[int, object]]:
    """For each table the number of rows, and what tells row versions apart."""
    small = [table for table in tables if table[3] <= _LARGE]
    found: dict[int, tuple[int, object]] = {}
    versions: dict[int, list[tuple[str, str]]] = {table[0]: [] for table in small}
    for chunk in _chunks([_VERSIONS.format(oid=table[0], name=full_name(table[1], table[2])) for table in small]):
        for oid, place, writer in read(connection, chunk):
            versions[oid].append((place, writer))
    found |= {oid: (len(rows), tuple(rows)) for oid, rows in versions.items()}
    large = [table for table in tables if table[3] > _LARGE]
    for chunk in _chunks([_CHECKSUM.format(oid=table[0], name=full_name(table[1], table[2])) for table in large]):
        found |= {oid: (count, checksum) for oid, count, checksum in read(connection, chunk)}
    return found


def _chunks(selects: Sequence[str]) -> Iterable[str]:
    for start in range(0, len(selects), _TABLES_AT_ONCE):
        yield " UNION ALL ".join(selects[start : start + _TABLES_AT_ONCE])


_VERSIONS = "SELECT {oid}::bigint, ctid::text, xmin::text FROM ONLY {name}"
_CHECKSUM = "SELECT {oid}::bigint, count(*), sum(hashtidextended(ctid, xmin::text::bigint))::text FROM ONLY {name}"

# What a value looks like depends on the labels of enums and the attributes of composite types too.
_TABLES = """SELECT c.oid, n.nspname::text, c.relname::text, pg_relation_size(c.oid),
  coalesce(array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attname IS NOT NULL), '{}'),
  array_agg(a.attnum ORDER BY a.attnum), array_agg(a.atttypid::bigint ORDER BY a.attnum),
  array_agg(a.atttypmod ORDER BY a.attnum), coalesce(i.indkey::text, ''), coalesce(i.indnkeyatts, 0), c.relfilenode,
  (SELECT coalesce(sum(hashtextextended(e.oid || e.enumlabel, 0)), 0)::text FROM pg_enum e),
  (SELECT coalesce(sum(hashtextextended(t.oid || ' ' || p.attnum || ' ' || p.atttypid, 0)), 0)::text
    FROM pg_class t JOIN pg_attribute p ON p.attrelid = t.oid WHERE t.relkind = 'c' AND NOT p.attisdropped)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
GROUP BY c.oid, n.nspname, i.indexrelid, i.indkey, i.indnkeyatts"""
