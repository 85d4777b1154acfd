"""What the forward scripts in the folder say about the schema: read from their syntax trees, without a server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from new_migration.authoring.values import Identifier, Table
from new_migration.errors import BadInput
from new_migration.history.directory import MigrationsDirectory
from new_migration.postgres import sql


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclaredIndex:
    """An index or a key: its name and the columns that it starts with."""

    name: str
    columns: tuple[str, ...]
    is_primary: bool = False


class DeclaredSchema:
    """The indexes and keys that the scripts create and do not drop. Nothing is read before it is asked for."""

    def __init__(self, directory: MigrationsDirectory) -> None:
        self.directory = directory
        self._indexes: dict[Table, dict[str, DeclaredIndex]] = {}

    def serving_index(self, table: Table, columns: Sequence[Identifier]) -> str:
        """The name of an index or key of ``table`` that starts with ``columns`` and holds every row, or nothing."""
        wanted = sorted(column.raw for column in columns)
        serving = (i.name for i in self._indexes_of(table) if sorted(i.columns[: len(wanted)]) == wanted)
        return next(serving, "")

    def primary_key(self, table: Table) -> tuple[Identifier, ...]:
        """The columns of the primary key of ``table``; none where the scripts do not say."""
        keys = (index.columns for index in self._indexes_of(table) if index.is_primary)
        return tuple(Identifier(raw=column) for column in next(keys, ()))

    def _indexes_of(self, table: Table) -> list[DeclaredIndex]:
        if table not in self._indexes:
            found: dict[str, DeclaredIndex] = {}
            for name, text in self._texts():
                if _mentions(text, [table.name.raw, *found]):
                    for statement in _statements(name, text):
                        found |= {index.name: index for index in _created(statement, table)}
                        found = _promoted(_renamed(found, statement, table), statement, table)
                        found = _without(found, set(_dropped(statement, table)))
            self._indexes[table] = found
        return list(self._indexes[table].values())

    def _texts(self) -> Iterator[tuple[str, str]]:
        """The names and texts of the forward scripts that can be read."""
        for migration in self.directory.migrations():
            path = self.directory.path / migration.forward_file
            try:
                yield str(path), path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                continue


def declared_keys(text: str, table: Table) -> Iterator[DeclaredIndex]:
    """The indexes and keys that statements create on the table."""
    for statement in _statements("schema", text):
        yield from _created(statement, table)


def _mentions(text: str, names: Sequence[str]) -> bool:
    """Whether one of the names may be in the text: most scripts need not be parsed."""
    folded = text.lower()
    return any(name.replace('"', '""').lower() in folded for name in names)


def _statements(name: str, text: str) -> tuple[sql.Statement, ...]:
    """The statements of a script; one that is no SQL says nothing."""
    try:
        return sql.split(text, name=name)
    except BadInput:
        return ()


def _without(found: dict[str, DeclaredIndex], gone: set[str | None]) -> dict[str, DeclaredIndex]:
    """The indexes without those whose name or one of whose columns is gone; none if the table is (None)."""
    return {} if None in gone else {n: index for n, index in found.items() if not gone & {n, *index.columns}}


def _renamed(found: dict[str, DeclaredIndex], statement: sql.Statement, table: Table) -> dict[str, DeclaredIndex]:
    """The indexes with the name that a statement gives to one of them (as an online build does), or to a column."""
    node = statement.node
    if _renames_column(statement, table):
        names = {node.subname: node.newname}
        return {n: replace(i, columns=tuple(names.get(each, each) for each in i.columns)) for n, i in found.items()}
    index = found.get(node.relation.relname) if statement.kind == "RenameStmt" and not node.subname else None
    if not index:
        return found
    kept = {name: other for name, other in found.items() if other is not index}
    return kept | {node.newname: replace(index, name=node.newname)}


def _renames_column(statement: sql.Statement, table: Table) -> bool:
    node = statement.node
    is_column = statement.kind == "RenameStmt" and _enum(node, "rename_type") == "OBJECT_COLUMN"
    return is_column and _is(node.relation, table)


def _promoted(found: dict[str, DeclaredIndex], statement: sql.Statement, table: Table) -> dict[str, DeclaredIndex]:
    """The indexes with those of which a statement makes keys: ADD PRIMARY KEY USING INDEX."""
    if statement.kind != "AlterTableStmt" or not _is(statement.node.relation, table):
        return found
    for command in statement.node.cmds:
        constraint = getattr(command.alter_table_cmd, "def").constraint
        index = found.get(constraint.indexname) if constraint.indexname else None
        if index:
            name = constraint.conname or index.name
            key = replace(index, name=name, is_primary=_enum(constraint, "contype") == "CONSTR_PRIMARY")
            found = {other: kept for other, kept in found.items() if kept is not index} | {name: key}
    return found


def _created(statement: sql.Statement, table: Table) -> Iterator[DeclaredIndex]:
    """The indexes and keys that a statement creates on the table."""
    node = statement.node
    if statement.kind == "IndexStmt":
        if _is(node.relation, table) and not node.HasField("where_clause") and node.access_method in _SERVING:
            columns = tuple(_leading(item.index_elem.name for item in node.index_params))
            name = node.idxname or f"{table.name.raw}_{'_'.join(columns)}_idx"
            yield DeclaredIndex(name=name, columns=columns)
    elif statement.kind == "CreateStmt" and _is(node.relation, table):
        yield from _keys(node.table_elts, table)
    elif statement.kind == "AlterTableStmt" and _is(node.relation, table):
        yield from _keys([getattr(cmd.alter_table_cmd, "def") for cmd in node.cmds], table)


# Methods whose indexes find the rows of a key.
_SERVING = {"btree", "hash"}


def _keys(elements: Sequence[Any], table: Table) -> Iterator[DeclaredIndex]:
    for element in elements:
        column = element.column_def
        for part in column.constraints:
            yield from _key(part.constraint, (column.colname,), table)
        if element.HasField("constraint") and not element.constraint.indexname:
            keys = tuple(key.string.sval for key in element.constraint.keys)
            yield from _key(element.constraint, keys, table)


def _key(constraint: Any, columns: tuple[str, ...], table: Table) -> Iterator[DeclaredIndex]:
    kind = _enum(constraint, "contype")
    if kind == "CONSTR_PRIMARY":
        name = constraint.conname or f"{table.name.raw}_pkey"
        yield DeclaredIndex(name=name, columns=columns, is_primary=True)
    elif kind == "CONSTR_UNIQUE":
        name = constraint.conname or f"{table.name.raw}_{'_'.join(columns)}_key"
        yield DeclaredIndex(name=name, columns=columns)


_DROPPING = {"AT_DropColumn", "AT_DropConstraint"}


def _enum(message: Any, field: str) -> str:
    """The name of the value that a field of a syntax tree has."""
    enum = message.DESCRIPTOR.fields_by_name[field].enum_type
    return str(enum.values_by_number[getattr(message, field)].name)


def _dropped(statement: sql.Statement, table: Table) -> Iterator[str | None]:
    """The indexes, constraints and columns that a statement drops, and what it renames but columns.

    None for the table with all its own.
    """
    if statement.kind == "DropStmt":
        for item in statement.node.objects:
            names = [part.string.sval for part in item.list.items]
            yield None if names and names[-1] == table.name.raw else (names[-1] if names else "")
    elif statement.kind == "RenameStmt" and not _renames_column(statement, table):
        node = statement.node
        if _is(node.relation, table):
            yield node.subname or None
        yield node.relation.relname
    elif statement.kind == "AlterTableStmt" and _is(statement.node.relation, table):
        commands = [command.alter_table_cmd for command in statement.node.cmds]
        yield from (command.name for command in commands if _enum(command, "subtype") in _DROPPING)


def _leading(names: Iterator[str]) -> Iterator[str]:
    """The columns before the first expression."""
    for name in names:
        if not name:
            return
        yield name


def _is(relation: Any, table: Table) -> bool:
    schema = table.schema.raw if table.schema else ""
    return relation.relname == table.name.raw and (relation.schemaname or "public") == (schema or "public")
