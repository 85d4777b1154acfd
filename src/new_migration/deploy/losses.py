"""What data a rollback takes away with what it drops: found in its statements, counted in the database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
    found = [loss for statement in script.statements for loss in _losses(connection, statement, script)]
    return [loss for loss in found if loss.count != 0 or not loss.is_exact]


def _losses(connection: Connection, statement: Statement, script: Prepared) -> Iterator[Loss]:
    read = _READERS.get(statement.kind)
    if read:
        yield from read(connection, statement, script)


def _dropped(connection: Connection, statement: Statement, script: Prepared) -> Iterator[Loss]:
    """DROP TABLE and DROP SCHEMA; views and indexes hold nothing of their own."""
    node = statement.node
    kind = _enum(node, "remove_type")
    names = [_object_name(each) for each in node.objects]
    if kind == "OBJECT_TABLE":
        for name in names:
            yield from _rows_of(connection, name, script)
    if kind == "OBJECT_SCHEMA":
        for (schema,) in names:
            yield from _rows_of_schema(connection, schema)


def _truncated(connection: Connection, statement: Statement, script: Prepared) -> Iterator[Loss]:
    for each in statement.node.relations:
        yield from _rows_of(connection, _relation(each.range_var), script)


def _altered(connection: Connection, statement: Statement, script: Prepared) -> Iterator[Loss]:  # noqa: ARG001
    """DROP COLUMN: its values that are not NULL."""
    name = _relation(statement.node.relation)
    table = ".".join(map(quote_identifier, name))
    for each in statement.node.cmds:
        command = each.alter_table_cmd
        if _enum(command, "subtype") == "AT_DropColumn":
            column = quote_identifier(command.name)
            count = f"SELECT count({column}) FROM {table}"
            yield from _counted(connection, f"values of {table}.{column}", count, _column_estimate(name, command))


def _deleted(connection: Connection, statement: Statement, script: Prepared) -> Iterator[Loss]:  # noqa: ARG001
    """DELETE, but for the tracking row: counted where it is one table, else as many rows as the planner expects."""
    node = statement.node
    name = _relation(node.relation)
    if name[-1] == NAME:
        return
    is_alone = not (node.using_clause or node.HasField("returning_clause") or node.HasField("with_clause"))
    condition = _DELETE_FROM.sub("", statement.text, count=1)
    found = _rows(connection, f"SELECT count(*) FROM {condition}") if is_alone else None
    plan = None if found else _rows(connection, f"EXPLAIN (FORMAT JSON) {statement.text}")
    rows = found[0][0] if found else plan[0][0][0]["Plan"]["Plans"][0]["Plan Rows"] if plan else None
    yield Loss(what=f"rows of {'.'.join(map(quote_identifier, name))}", count=rows, is_exact=bool(found))


_DELETE_FROM = re.compile(r"\s*DELETE\s+FROM\b", re.IGNORECASE)

_READERS = {
    "DropStmt": _dropped,
    "TruncateStmt": _truncated,
    "AlterTableStmt": _altered,
    "DeleteStmt": _deleted,
}


def _rows_of(connection: Connection, name: Sequence[str], script: Prepared) -> Iterator[Loss]:
    """The rows of a table, unless it is the tracking table or holds what this very script puts back."""
    table = ".".join(map(quote_identifier, name))
    if name[-1] == NAME or _is_side_table(connection, table, script):
        return
    estimate = (_ESTIMATE, (table,))
    yield from _counted(connection, f"rows of {table}", f"SELECT count(*) FROM {table}", estimate)


def _is_side_table(connection: Connection, table: str, script: Prepared) -> bool:
    """Whether a table holds the rows that a migration of ours replaced, which its rollback restores (its comment)."""
    found = _rows(connection, "SELECT obj_description(to_regclass(%s))", (table,))
    stem = script.script.path.stem.removeprefix("rollback-")
    return found == [(f"Rows changed by migration {stem}",)]


def _rows_of_schema(connection: Connection, schema: str) -> Iterator[Loss]:
    tables = _rows(
        connection,
        "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = to_regnamespace(%s) ORDER BY 1",
        (quote_identifier(schema),),
    )
    for (table,) in tables or ():
        name = f"{quote_identifier(schema)}.{quote_identifier(table)}"
        estimate = (_ESTIMATE, (name,))
        yield from _counted(connection, f"rows of {name}", f"SELECT count(*) FROM {name}", estimate)


def _column_estimate(table: Sequence[str], command: Any) -> tuple[str, tuple[object, ...]]:
    sql = """SELECT (nullif(reltuples, -1) * (1 - coalesce(null_frac, 0)))::bigint
    FROM pg_class LEFT JOIN pg_namespace ON pg_namespace.oid = relnamespace
      JOIN pg_attribute ON attrelid = pg_class.oid AND attname = %s AND NOT attisdropped
      LEFT JOIN pg_stats ON schemaname = nspname AND tablename = relname AND pg_stats.attname = pg_attribute.attname
    WHERE pg_class.oid = to_regclass(%s) LIMIT 1"""
    return sql, (command.name, ".".join(map(quote_identifier, table)))


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


def _relation(node: Any) -> tuple[str, ...]:
    return tuple(part for part in (node.schemaname, node.relname) if part)


def _object_name(node: Any) -> tuple[str, ...]:
    if node.WhichOneof("node") == "list":
        return tuple(item.string.sval for item in node.list.items)
    return (node.string.sval,)


def _enum(node: Any, name: str) -> str:
    """An enumerated part of a syntax tree by its name in PostgreSQL's source, as ``OBJECT_TABLE``."""
    values = node.DESCRIPTOR.fields_by_name[name].enum_type.values_by_number
    return str(values[getattr(node, name)].name)
