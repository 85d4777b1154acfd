"""What a database holds, as its catalog says: tables, columns, indexes, foreign keys, and how indexes are used.

All names but that of the table asked for are qualified: nothing depends on the search path. Only committed facts are
read, and nothing is waited for longer than ``_PATIENCE``: a migration that runs may hold its tables for long.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from new_migration.deploy import catalog_queries as sql
from new_migration.deploy import tracking_table
from new_migration.errors import BadInput, nearest
from new_migration.postgres.database import Connection, Row, execute
from new_migration.postgres.refusals import StatementRefused
from new_migration.postgres.sql import quote_identifier
from new_migration.text_table import printable

_PATIENCE = "2s"
_LOCK_NOT_AVAILABLE = "55P03"


class Size(int):
    """Bytes; as text in units of 1024, as ``16 kB``."""

    def __str__(self) -> str:
        amount = float(self)
        for unit in ("bytes", "kB", "MB", "GB"):
            if amount < 10240:
                return f"{amount:.0f} {unit}"
            amount /= 1024
        return f"{amount:.0f} TB"


@dataclass(frozen=True, kw_only=True, slots=True)
class Relation:
    """What can be inspected: its oid, its name in full, and its kind in PostgreSQL's words."""

    oid: int
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table, a view or the like. ``rows``: estimated by the statistics, None where they say nothing.

    ``size``: with indexes and TOAST; of a partitioned table, as ``rows``, that of all its partitions.
    """

    schema: str
    name: str
    kind: str
    rows: int | None
    size: Size | None
    comment: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column. ``generated``: how the server makes its values, as ``GENERATED ALWAYS AS IDENTITY``."""

    name: str
    type: str
    nullable: bool
    default: str | None
    generated: str | None
    comment: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """An index. One that is not ``valid`` is kept up to date, but no query uses it."""

    name: str
    definition: str
    valid: bool
    unique: bool
    size: Size


@dataclass(frozen=True, kw_only=True, slots=True)
class ForeignKey:
    """A foreign key. ``index``: one that finds the rows of a key, which each DELETE of a referenced row asks for."""

    name: str
    columns: list[str]
    references: str
    referenced_columns: list[str]
    on_delete: str
    on_update: str
    valid: bool
    index: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexUsage:
    """How often an index was used since statistics are kept; for a partitioned one, those of all partitions.

    ``last_used`` is None too where the server does not know it: PostgreSQL 16 and later do.
    """

    name: str
    scans: int
    rows_read: int
    size: Size
    last_used: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """An applied migration, as the tracking table says; None is what that has no column for."""

    name: str
    executed_at: str | None
    executed_by: str | None
    seconds: float | None
    checksum: str | None


def relation(connection: Connection, word: str) -> Relation:
    """The table or view that is meant, found as SQL would find it. Raises BadInput, with the nearest name.

    ``word`` may have a schema before it and quotes around its parts; a name that needs quotes is found without them.
    """
    oid = _oid(connection, word) or _oid(connection, quote_identifier(word))
    found = execute(connection, sql.RELATION, (oid,)) if oid else []
    if not found:
        hint = nearest(word, _names(connection)) or "migration inspect tables lists them"
        raise BadInput(f"there is no table {word!r}", hint=hint)
    ((found_oid, name, kind),) = found
    if kind is None:
        raise BadInput(f"{printable(name)} is no table and no view", hint="migration inspect tables lists them")
    return Relation(oid=found_oid, name=name, kind=kind)


def tables(connection: Connection) -> list[Table]:
    """All tables and views but the server's own, by schema and name. Raises ServerRefused."""
    return [
        Table(schema=schema, name=name, kind=kind, rows=rows, size=_size(size), comment=comment)
        for schema, name, kind, rows, size, comment in _read(connection, sql.TABLES)
    ]


def columns(connection: Connection, table: Relation) -> list[Column]:
    """The columns of a table in their order."""
    return [
        Column(name=name, type=type_, nullable=nullable, default=default, generated=generated, comment=comment)
        for name, type_, nullable, default, generated, comment in _read(connection, sql.COLUMNS, table)
    ]


def indexes(connection: Connection, table: Relation) -> list[Index]:
    """The indexes of a table by their names, those that constraints have made among them."""
    return [
        Index(name=name, definition=definition, valid=valid, unique=unique, size=Size(size))
        for name, definition, valid, unique, size in _read(connection, sql.INDEXES, table)
    ]


def foreign_keys(connection: Connection, table: Relation) -> list[ForeignKey]:
    """The foreign keys of a table, those that it has from the table it is a partition of among them."""
    return [
        ForeignKey(name=name, columns=columns, references=references, referenced_columns=referenced,
                   on_delete=on_delete, on_update=on_update, valid=valid, index=index)
        for name, columns, references, referenced, on_delete, on_update, valid, index
        in _read(connection, sql.FOREIGN_KEYS, table)
    ]  # fmt: skip


def index_usage(connection: Connection, table: Relation) -> list[IndexUsage]:
    """How the indexes of a table were used, those that were used least first."""
    return [
        IndexUsage(name=name, scans=scans, rows_read=rows, size=Size(size), last_used=last_used)
        for name, scans, rows, size, last_used in _read(connection, sql.INDEX_USAGE, table)
    ]


def history(connection: Connection) -> list[Recorded]:
    """What is applied, the last first; nothing where there is no tracking table. Raises Refused for another tool's."""
    table = tracking_table.find(connection)
    records = table.records(connection).values() if table else ()
    return [
        Recorded(name=each.name, executed_at=each.executed_at or None, executed_by=each.executed_by or None,
                 seconds=each.seconds, checksum=each.checksum or None)
        for each in reversed(list(records))
    ]  # fmt: skip


def _size(value: int | None) -> Size | None:
    return None if value is None else Size(value)


def _oid(connection: Connection, word: str) -> int:
    """What SQL would find under this name; 0 for nothing, and for what is no name at all."""
    if word.isdigit():  # an oid to PostgreSQL 16 and later
        return 0
    try:
        ((oid,),) = execute(connection, "SELECT pg_catalog.to_regclass(%s)::oid", (word,))
    except StatementRefused as refused:
        if refused.sqlstate[:2] in {"42", "0A", "3D"}:  # no name, too many dots, another database
            return 0
        raise
    return int(oid or 0)


def _names(connection: Connection) -> list[str]:
    return [printable(name) for names in execute(connection, sql.NAMES) for name in names]


def _read(connection: Connection, query: str, table: Relation | None = None) -> list[Row]:
    """The rows of a query, about ``table`` if one is given. Raises ServerRefused."""
    with _reading(connection):
        return execute(connection, query, (table.oid,) if table else ())


@contextmanager
def _reading(connection: Connection) -> Iterator[None]:
    """A transaction that only reads, waits for nobody for long, and leaves no setting in a pooled session."""
    execute(connection, f"BEGIN READ ONLY; SET LOCAL lock_timeout = '{_PATIENCE}'; "
                        "SET LOCAL search_path = pg_catalog, pg_temp")  # fmt: skip
    try:
        yield
    except StatementRefused as refused:
        if refused.sqlstate == _LOCK_NOT_AVAILABLE:
            refused.hint = "something changes a table now, a migration it may be: try again when it is done"
        raise
    finally:
        if not connection.closed:
            execute(connection, "ROLLBACK")
