"""What tells whether the rows of a table may have changed, read for all tables of a database again and again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from new_migration.postgres.database import Connection, Row
from new_migration.proof.reading import read
from new_migration.proof.tables import full_name, shown_name

# Ours and those of the layouts: a row made up would say that a migration has run.
TRACKING_TABLES = frozenset({"schema_migrations", "__diesel_schema_migrations", "_sqlx_migrations", "goose_db_version"})
TRACKING_COLUMN = "migration_name"

# So many tables are asked for in one query (planning 1,000 in one takes four times as long as ten times 100), and
# the rows of a table of so many bytes are looked at by the server.
_TABLES_AT_ONCE = 100
_LARGE = 64 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
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
        return self.table in TRACKING_TABLES

    @property
    def name(self) -> str:
        return full_name(self.schema, self.table)

    @property
    def shown(self) -> str:
        return shown_name(self.schema, self.table)


class Survey:
    """All tables, of which only those are read again that a transaction may have written to since."""

    def __init__(self) -> None:
        self._next_transaction = ""
        self._marks: dict[int, Row] = {}
        self._tables: dict[int, State] = {}

    def tables(self, connection: Connection) -> dict[int, State]:
        """All tables as they are, by oid. Raises ServerRefused."""
        ((next_transaction, others_run),) = read(connection, _CLOCK)
        if not self._next_transaction or next_transaction != self._next_transaction or others_run:
            self._look(connection, others_run=others_run)
            self._next_transaction = "" if others_run else next_transaction
        return self._tables

    def forget(self) -> None:
        """Read everything the next time: what was written may not have been counted."""
        self._marks = {}

    def _look(self, connection: Connection, *, others_run: bool) -> None:
        # Whatever interrupts us, what we know is then nothing, and never something half brought up to date.
        known, marks, self._tables, self._marks = self._tables, self._marks, {}, {}
        now = {} if others_run or connection.info.server_version < 150000 else _marks(connection)
        if now and marks:
            changed = [oid for oid, mark in now.items() if marks.get(oid) != mark]
            fresh = _read_states(connection, changed) if changed else {}
            self._tables = {oid: fresh[oid] if oid in fresh else known[oid] for oid in now}
        else:
            self._tables = _read_states(connection)
        self._marks = now


def _marks(connection: Connection) -> dict[int, Row]:
    """By table what changes whenever its rows or its columns do."""
    read(connection, "SELECT pg_stat_force_next_flush()")
    return {oid: tuple(mark) for oid, *mark in read(connection, _MARKS)}


def _read_states(connection: Connection, chosen: Collection[int] | None = None) -> dict[int, State]:
    """The tables with these oids, or all."""
    which = "" if chosen is None else f" AND c.oid IN ({', '.join(map(str, chosen))})"
    tables = read(connection, _TABLES.format(which=which))
    rows = _read_rows(connection, tables)
    return {table[0]: _state(table, *rows[table[0]]) for table in tables}


def _state(table: Row, count: int, rows: object) -> State:
    oid, schema, name, _, columns, numbers, types, modifiers, key, key_length, *others = table
    key_numbers = [int(number) for number in key.split()[:key_length]]
    return State(
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
    for chunk in chunks([_VERSIONS.format(oid=table[0], name=full_name(table[1], table[2])) for table in small]):
        for oid, place, writer in read(connection, chunk):
            versions[oid].append((place, writer))
    found |= {oid: (len(rows), tuple(rows)) for oid, rows in versions.items()}
    large = [table for table in tables if table[3] > _LARGE]
    for chunk in chunks([_CHECKSUM.format(oid=table[0], name=full_name(table[1], table[2])) for table in large]):
        found |= {oid: (count, checksum) for oid, count, checksum in read(connection, chunk)}
    return found


def chunks(selects: Sequence[str]) -> Iterable[str]:
    """Queries over many tables, joined so that each is one that the server plans quickly."""
    for start in range(0, len(selects), _TABLES_AT_ONCE):
        yield " UNION ALL ".join(selects[start : start + _TABLES_AT_ONCE])


# No transaction gets a number before it writes.
_CLOCK = """SELECT pg_snapshot_xmax(pg_current_snapshot())::text,
  pg_snapshot_xmin(pg_current_snapshot()) <> pg_snapshot_xmax(pg_current_snapshot())"""

_VERSIONS = "SELECT {oid}::bigint, ctid::text, xmin::text FROM ONLY {name}"
_CHECKSUM = "SELECT {oid}::bigint, count(*), sum(hashtidextended(ctid, xmin::text::bigint))::text FROM ONLY {name}"

_WHICH = """WHERE c.relkind = 'r' AND c.relpersistence <> 't'
AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (
  SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')"""

# What a value looks like depends on the labels of enums and the attributes of composite types too.
_TYPES = """(SELECT coalesce(sum(hashtextextended(e.oid || e.enumlabel, 0)), 0)::text FROM pg_enum e),
  (SELECT coalesce(sum(hashtextextended(t.oid || ' ' || p.attnum || ' ' || p.atttypid, 0)), 0)::text
    FROM pg_class t JOIN pg_attribute p ON p.attrelid = t.oid WHERE t.relkind = 'c' AND NOT p.attisdropped)"""

_TABLES = f"""SELECT c.oid, n.nspname::text, c.relname::text, pg_relation_size(c.oid),
  coalesce(array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attname IS NOT NULL), '{{{{}}}}'),
  array_agg(a.attnum ORDER BY a.attnum), array_agg(a.atttypid::bigint ORDER BY a.attnum),
  array_agg(a.atttypmod ORDER BY a.attnum), coalesce(i.indkey::text, ''), coalesce(i.indnkeyatts, 0), c.relfilenode,
  {_TYPES}
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
{_WHICH}{{which}}
GROUP BY c.oid, n.nspname, i.indexrelid, i.indkey, i.indnkeyatts"""

# Of each table: its file, how many rows were ever inserted, updated and deleted in it (also in transactions that were
# taken back), and which versions of its rows in the catalogs hold.
_MARKS = f"""SELECT c.oid, c.relfilenode, c.xmin::text, n.xmin::text,
  pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid) + pg_stat_get_tuples_deleted(c.oid),
  (SELECT sum(hashtidextended(a.ctid, a.xmin::text::bigint)) FROM pg_attribute a WHERE a.attrelid = c.oid)::text,
  (SELECT sum(hashtidextended(i.ctid, i.xmin::text::bigint)) FROM pg_index i WHERE i.indrelid = c.oid)::text,
  types.*
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, (SELECT {_TYPES}) AS types
{_WHICH}"""
