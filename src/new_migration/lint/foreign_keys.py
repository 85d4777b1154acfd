"""The foreign keys and the indexes that forward scripts make, as they stand when the last script has run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from new_migration.lint.effects import effects
from new_migration.lint.objects import Effect
from new_migration.lint.project import Project
from new_migration.lint.script import ScriptFile, Step, commands
from new_migration.lint.syntax import choice, inner, names

# The ends of the names that the server gives (PostgreSQL 18, ChooseConstraintName in pg_constraint.c).
_ENDS = {"CONSTR_FOREIGN": "fkey", "CONSTR_UNIQUE": "key", "CONSTR_PRIMARY": "pkey"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Definition:
    """A foreign key, a key, a unique constraint or an index, with the table and the columns that it is on.

    ``table``: its name without a schema. ``node`` and ``byte_offset``: a constraint, and where it stands in the text.
    """

    script: ScriptFile
    step: Step
    name: str
    table: str
    columns: tuple[str, ...]
    node: Any = None
    byte_offset: int = 0
    is_foreign_key: bool = False


@lru_cache(maxsize=1)
def standing(project: Project) -> tuple[Definition, ...]:
    """What no later statement drops, under the names that its table and its columns have in the end."""
    left: dict[str, list[Definition]] = defaultdict(list)
    for script in project.of("forward"):
        changes: dict[int, list[Effect]] = defaultdict(list)
        for effect in effects(script):
            if effect.verb in {"drop", "rename"}:
                changes[effect.step.offset].append(effect)
        for step in script.steps:
            for effect in changes.get(step.offset, ()):
                _change(left, effect)
            for each in _made(script, step):
                left[each.table].append(each)
    return tuple(each for definitions in left.values() for each in definitions)


def _change(left: dict[str, list[Definition]], effect: Effect) -> None:
    kind, name = effect.object.kind, effect.object.name[-1]
    new = effect.new.name[-1] if effect.new else ""
    if kind == "table":
        moved = [replace(each, table=new) for each in left.pop(name, ())]
        if new:
            left[new] += moved
    elif kind in {"column", "constraint"} and effect.object.on:  # a domain has constraints too
        table = effect.object.on[-1]
        left[table] = list(_changed(left[table], kind, name, new))
    elif kind == "index" and effect.step.kind != "AlterTableStmt":  # which makes a constraint of it
        for table, definitions in left.items():
            left[table] = list(_changed(definitions, kind, name, new))


def _changed(definitions: list[Definition], kind: str, name: str, new: str) -> Iterator[Definition]:
    """Those that are left when a column, a constraint or an index is dropped, or renamed where ``new`` is a name."""
    for each in definitions:
        if kind == "column" and name in each.columns:
            if new:
                yield replace(each, columns=tuple(new if column == name else column for column in each.columns))
        elif kind == "column" or each.name != name or (kind == "index" and each.is_foreign_key):
            yield each
        elif new:
            yield replace(each, name=new)


def _made(script: ScriptFile, step: Step) -> Iterator[Definition]:
    if step.kind == "IndexStmt" and not step.node.HasField("where_clause"):
        columns = tuple(inner(each).name for each in step.node.index_params)
        table = step.node.relation.relname
        name = step.node.idxname or f"{table}_{'_'.join(columns)}_idx"
        yield Definition(script=script, step=step, name=name, table=table, columns=columns)
    for part in _parts(step):
        if part.DESCRIPTOR.name == "ColumnDef":
            for constraint in map(inner, part.constraints):
                yield from _constraint(script, step, (part.colname,), constraint)
        elif part.DESCRIPTOR.name == "Constraint":
            yield from _constraint(script, step, names([*part.fk_attrs, *part.keys]), part)


def _parts(step: Step) -> list[Any]:
    if step.kind == "CreateStmt":
        return list(map(inner, step.node.table_elts))
    wanted = {"AT_AddColumn", "AT_AddConstraint"}
    return [each.def_ for each in commands(step) if choice(each.node, "subtype") in wanted and each.def_ is not None]


def _constraint(script: ScriptFile, step: Step, columns: tuple[str, ...], node: Any) -> Iterator[Definition]:
    kind = choice(node, "contype")
    if kind in _ENDS and columns:
        table = step.node.relation.relname
        chosen = (table, *(columns if kind != "CONSTR_PRIMARY" else ()), _ENDS[kind])
        yield Definition(
            script=script,
            step=step,
            name=node.conname or "_".join(chosen),
            table=table,
            columns=columns,
            node=node,
            byte_offset=node.location,
            is_foreign_key=kind == "CONSTR_FOREIGN",
        )
