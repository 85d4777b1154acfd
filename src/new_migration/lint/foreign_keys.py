"""The foreign keys and the indexes that forward scripts make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from new_migration.lint.script import ScriptFile, Step, commands
from new_migration.lint.syntax import choice, inner, names, relation_name

_KEYS = {"CONSTR_PRIMARY", "CONSTR_UNIQUE"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Definition:
    """A constraint with the table and the columns that it is on, at a byte offset of the text."""

    step: Step
    table: tuple[str, ...]
    columns: tuple[str, ...]
    node: Any
    byte_offset: int


def foreign_keys(script: ScriptFile) -> Iterator[Definition]:
    """Those that a script makes; constraints of columns included."""
    for each in _constraints(script):
        if choice(each.node, "contype") == "CONSTR_FOREIGN":
            yield each


def indexed_columns(script: ScriptFile) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Tables and the columns, in their order, that an index, a key or a unique constraint of a script is on."""
    for each in _constraints(script):
        if choice(each.node, "contype") in _KEYS and each.columns:
            yield each.table, each.columns
    for step in script.of("IndexStmt"):
        if not step.node.HasField("where_clause"):
            yield relation_name(step.node.relation), tuple(inner(each).name for each in step.node.index_params)


def _constraints(script: ScriptFile) -> Iterator[Definition]:
    for step in script.of("CreateStmt", "AlterTableStmt"):
        table = relation_name(step.node.relation)
        parts = list(map(inner, step.node.table_elts)) if step.kind == "CreateStmt" else _added(step)
        for part in parts:
            if part.DESCRIPTOR.name == "ColumnDef":
                for constraint in map(inner, part.constraints):
                    yield _definition(step, table, (part.colname,), constraint)
            elif part.DESCRIPTOR.name == "Constraint":
                yield _definition(step, table, names([*part.fk_attrs, *part.keys]), part)


def _added(step: Step) -> list[Any]:
    wanted = {"AT_AddColumn", "AT_AddConstraint"}
    return [each.def_ for each in commands(step) if choice(each.node, "subtype") in wanted and each.def_ is not None]


def _definition(step: Step, table: tuple[str, ...], columns: tuple[str, ...], node: Any) -> Definition:
    return Definition(step=step, table=table, columns=columns, node=node, byte_offset=node.location)
