"""What data a rollback takes away with what it drops: found in its statements, counted in the database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from new_migration.deploy.scripts import Prepared
from new_migration.deploy.tracking_table import NAME
from new_migration.errors import ServerRefused
from new_migration.postgres.database import Connection, execute
from new_migration.postgres.sql import Statement, quote_identifier

# How long one count may take; then the statistics say about how many there are.
_COUNT_LIMIT = "2s"

# -1 in a table that was never analyzed (PostgreSQL 18, 52.11).
_ESTIMATE = "SELECT nullif(reltuples, -1)::bigint FROM pg_class WHERE oid = to_regclass(%s)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Loss:
    """Rows of a table, or values that are not NULL of a column, that will be gone.

    ``count`` is None where nobody knows; ``is_exact``: counted, and not told by the statistics. ``what`` is in words.
    """

    what: str
    count: int | None
    is_exact: bool

    def __str__(self) -> str:
        if self.count is None:
            return f"{self.what}: an unknown number"
        return f"{self.what}: {'' if self.is_exact else 'about '}{self.count:,}"


def losses(connection: Connection, script: Prepared) -> list[Loss]:
    """What a script takes away, without what is counted as empty. Raises ServerRefused if the connection is lost."""
    reading = _Reading(connection, script)
    found = [loss for statement in script.statements for loss in _losses(reading, statement)]
    return [loss for loss in found if loss.count != 0 or not loss.is_exact]


Name = tuple[str, ...]


@dataclass(slots=True)
class _Moved:
    """A table that the script gave another name or schema: as it is called by now, and as it was called before."""

    schema: str
    name: str
    before: Name


@dataclass(slots=True)
class _Reading:
    """A script that is read statement by statement, and by OID the tables that it has moved so far."""

    connection: Connection
    script: Prepared
    moved: dict[int, _Moved] = field(default_factory=dict)

    def move(self, name: Name, *, schema: str = "", to: str = "") -> None:
        """Take note that a table goes to another schema, or gets another name."""
        moved = self._moved_to(name)
        if not moved:
            found = self._find(name)
            if not found or found[0] in self.moved:
                return
            oid, schema_now, name_now = found
            moved = self.moved[oid] = _Moved(schema_now, name_now, before=name)
        moved.schema, moved.name = schema or moved.schema, to or moved.name

    def before(self, name: Name) -> Name | None:
        """What a table is called in the database as it still is; None if it has left that name behind."""
        moved = self._moved_to(name)
        if moved or not self.moved:
            return moved.before if moved else name
        found = self._find(name)
        return None if found and found[0] in self.moved else name

    def tables_of(self, schema: str) -> list[Name]:
        """The tables that are in a schema by now, as they are called in the database as it still is."""
        found = _rows(
            self.connection,
            "SELECT oid::bigint, relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = to_regnamespace(%s)"
            " ORDER BY 2",
            (quote_identifier(schema),),
        )
        staying = [(schema, name) for oid, name in found or () if oid not in self.moved]
        return [*staying, *(moved.before for moved in self.moved.values() if moved.schema == schema)]

    def _moved_to(self, name: Name) -> _Moved | None:
        same = [moved for moved in self.moved.values() if moved.name == name[-1]]
        if not same:
            return None
        schemas = name[-2:-1] or self._search_path()
        return next((moved for schema in schemas for moved in same if moved.schema == schema), None)

    def _search_path(self) -> Sequence[str]:
        found = _rows(self.connection, "SELECT current_schemas(true)::text[]")
        return found[0][0] if found else ()

    def _find(self, name: Name) -> tuple[int, str, str] | None:
        sql = """SELECT pg_class.oid::bigint, nspname::text, relname::text
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE pg_class.oid = to_regclass(%s)"""
        found = _rows(self.connection, sql, (_quoted(name),))
        return found[0] if found else None


def _losses(reading: _Reading, statement: Statement) -> Iterator[Loss]:
    read = _READERS.get(statement.kind)
    if read:
        yield from read(reading, statement)


def _dropped(reading: _Reading, statement: Statement) -> Iterator[Loss]:
    """DROP TABLE and DROP SCHEMA; views and indexes hold nothing of their own."""
    node = statement.node
    kind = _enum(node, "remove_type")
    names = [_object_name(each) for each in node.objects]
    if kind == "OBJECT_TABLE":
        for name in names:
            yield from _rows_of(reading, name)
    if kind == "OBJECT_SCHEMA":
        for (schema,) in names:
            yield from _rows_of_schema(reading, schema)


def _truncated(reading: _Reading, statement: Statement) -> Iterator[Loss]:
    for each in statement.node.relations:
        yield from _rows_of(reading, _relation(each.range_var))


def _altered(reading: _Reading, statement: Statement) -> Iterator[Loss]:
    """DROP COLUMN: its values that are not NULL."""
    name = reading.before(_relation(statement.node.relation))
    if not name:
        return
    table = _quoted(name)
    for each in statement.node.cmds:
        command = each.alter_table_cmd
        if _enum(command, "subtype") == "AT_DropColumn":
            column = quote_identifier(command.name)
            count = f"SELECT count({column}) FROM {table}"
            estimate = _column_estimate(name, command)
            yield from _counted(reading.connection, f"values of {table}.{column}", count, estimate)


def _schema_set(reading: _Reading, statement: Statement) -> Iterator[Loss]:
    """ALTER TABLE … SET SCHEMA: what is dropped after it is another table, or this one by another name."""
    node = statement.node
    if _enum(node, "object_type") == "OBJECT_TABLE":
        reading.move(_relation(node.relation), schema=node.newschema)
    yield from ()


def _renamed(reading: _Reading, statement: Statement) -> Iterator[Loss]:
    """ALTER TABLE … RENAME TO, likewise."""
    node = statement.node
    if _enum(node, "rename_type") == "OBJECT_TABLE":
        reading.move(_relation(node.relation), to=node.newname)
    yield from ()


def _deleted(reading: _Reading, statement: Statement) -> Iterator[Loss]:
    """DELETE, but for the tracking row: counted where it is one table, else as many rows as the planner expects."""
    node = statement.node
    name = _relation(node.relation)
    if name[-1] == NAME:
        return
    is_alone = not (node.using_clause or node.HasField("returning_clause") or node.HasField("with_clause"))
    condition = _DELETE_FROM.sub("", statement.text, count=1)
    found = _rows(reading.connection, f"SELECT count(*) FROM {condition}") if is_alone else None
    plan = None if found else _rows(reading.connection, f"EXPLAIN (FORMAT JSON) {statement.text}")
    rows = found[0][0] if found else plan[0][0][0]["Plan"]["Plans"][0]["Plan Rows"] if plan else None
    yield Loss(what=f"rows of {_quoted(name)}", count=rows, is_exact=bool(found))


_DELETE_FROM = re.compile(r"\s*DELETE\s+FROM\b", re.IGNORECASE)

_READERS = {
    "DropStmt": _dropped,
    "TruncateStmt": _truncated,
    "AlterTableStmt": _altered,
    "AlterObjectSchemaStmt": _schema_set,
    "RenameStmt": _renamed,
    "DeleteStmt": _deleted,
}


def _rows_of(reading: _Reading, name: Name) -> Iterator[Loss]:
    """The rows of a table, unless it is the tracking table or holds what this very script puts back."""
    before = reading.before(name)
    if not before or before[-1] == NAME or _is_side_table(reading.connection, _quoted(before), reading.script):
        return
    yield from _all_rows(reading.connection, before)


def _is_side_table(connection: Connection, table: str, script: Prepared) -> bool:
    """Whether a table holds the rows that a migration of ours replaced, which its rollback restores (its comment)."""
    found = _rows(connection, "SELECT obj_description(to_regclass(%s))", (table,))
    stem = script.script.path.stem.removeprefix("rollback-")
    return found == [(f"Rows changed by migration {stem}",)]


def _rows_of_schema(reading: _Reading, schema: str) -> Iterator[Loss]:
    for name in reading.tables_of(schema):
        yield from _all_rows(reading.connection, name)


def _all_rows(connection: Connection, name: Name) -> Iterator[Loss]:
    table = _quoted(name)
    yield from _counted(connection, f"rows of {table}", f"SELECT count(*) FROM {table}", (_ESTIMATE, (table,)))


def _column_estimate(table: Name, command: Any) -> tuple[str, tuple[object, ...]]:
    sql = """SELECT (nullif(reltuples, -1) * (1 - coalesce(null_frac, 0)))::bigint
    FROM pg_class LEFT JOIN pg_namespace ON pg_namespace.oid = relnamespace
      JOIN pg_attribute ON attrelid = pg_class.oid AND attname = %s AND NOT attisdropped
      LEFT JOIN pg_stats ON schemaname = nspname AND tablename = relname AND pg_stats.attname = pg_attribute.attname
    WHERE pg_class.oid = to_regclass(%s) LIMIT 1"""
    return sql, (command.name, _quoted(table))


def _counted(connection: Connection, what: str, sql: str, estimate: tuple[str, tuple[object, ...]]) -> Iterator[Loss]:
    """Count; where that takes too long, or is not allowed, take the estimate. What is not there cannot be lost."""
    guess = _rows(connection, *estimate)
    if guess:
        found = _rows(connection, sql)
        yield Loss(what=what, count=(found or guess)[0][0], is_exact=bool(found))


def _rows(connection: Connection, sql: str, parameters: tuple[object, ...] = ()) -> list[Any] | None:
    """The rows of a query, or None where it takes too long or fails: what it is about may not be there (yet)."""
    try:
        execute(connection, "BEGIN READ ONLY")
        execute(connection, f"SET LOCAL statement_timeout = '{_COUNT_LIMIT}'")
        return execute(connection, sql, parameters)
    except ServerRefused:
        if connection.closed:
            raise
        return None
    finally:
        if not connection.closed:
            execute(connection, "ROLLBACK")


def _quoted(name: Name) -> str:
    return ".".join(map(quote_identifier, name))


def _relation(node: Any) -> Name:
    return tuple(part for part in (node.schemaname, node.relname) if part)


def _object_name(node: Any) -> Name:
    if node.WhichOneof("node") == "list":
        return tuple(item.string.sval for item in node.list.items)
    return (node.string.sval,)


def _enum(node: Any, name: str) -> str:
    """An enumerated part of a syntax tree by its name in PostgreSQL's source, as ``OBJECT_TABLE``."""
    values = node.DESCRIPTOR.fields_by_name[name].enum_type.values_by_number
    return str(values[getattr(node, name)].name)
