"""Which relations a statement locks so that others wait, and which of them are new and so nobody's yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from new_migration.lint.net import made_objects
from new_migration.lint.objects import Object
from new_migration.lint.script import ScriptFile, Step, commands
from new_migration.lint.syntax import choice, inner, object_name, relation_name

_OF_TABLES = {"OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE"}
_RELATIONS = {"OBJECT_TABLE", "OBJECT_INDEX", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_SEQUENCE",
              "OBJECT_FOREIGN_TABLE"}  # fmt: skip


def locked(step: Step) -> list[tuple[str, ...]]:
    """The names of the relations that it locks against readers or writers; CONCURRENTLY locks against neither."""
    handler = _HANDLERS.get(step.kind)
    return [] if handler is None or step.is_concurrent else list(handler(step))


def locks_of_others(script: ScriptFile, step: Step) -> list[tuple[str, ...]]:
    """Those of them that the script has not made before."""
    return [name for name in locked(step) if not is_made_before(script, step, name)]


def is_made_before(script: ScriptFile, step: Step, name: tuple[str, ...]) -> bool:
    """Whether the script has made a relation when it comes to a statement. DO blocks count wherever they stand."""
    wanted = Object(kind="table", name=name)
    return any(
        wanted.is_same(made) and (at is None or at < step.offset) for at, made in _made(script).get(name[-1], ())
    )


@lru_cache(maxsize=16)
def _made(script: ScriptFile) -> dict[str, list[tuple[int | None, Object]]]:
    """What a script makes by the last parts of the names, and where."""
    made: dict[str, list[tuple[int | None, Object]]] = defaultdict(list)
    for at, each in made_objects(script):
        made[each.name[-1]].append((at, each))
    return made


def _altered(step: Step) -> Iterator[tuple[str, ...]]:
    yield relation_name(step.node.relation)
    for command in commands(step):
        definition = command.def_
        if choice(command.node, "subtype") == "AT_AddConstraint" and definition.pktable.relname:
            yield relation_name(definition.pktable)


def _related(step: Step) -> Iterator[tuple[str, ...]]:
    if step.node.relation.relname:
        yield relation_name(step.node.relation)


def _dropped(step: Step) -> Iterator[tuple[str, ...]]:
    kind = choice(step.node, "remove_type")
    for each in step.node.objects:
        name = object_name(each)
        if kind in _RELATIONS:
            yield name
        elif kind in _OF_TABLES:
            yield name[:-1]


def _listed(step: Step) -> Iterator[tuple[str, ...]]:
    return (relation_name(inner(each)) for each in step.node.relations)


def _referenced(step: Step) -> Iterator[tuple[str, ...]]:
    """The tables that a new one refers to: writes to them wait for the COMMIT."""
    for each in step.node.table_elts:
        part = inner(each)
        for constraint in [part, *map(inner, getattr(part, "constraints", ()))]:
            if getattr(constraint, "pktable", None) is not None and constraint.pktable.relname:
                name = relation_name(constraint.pktable)
                if name[-1] != step.node.relation.relname:
                    yield name


def _policy(step: Step) -> Iterator[tuple[str, ...]]:
    yield relation_name(step.node.table)


_HANDLERS: dict[str, Callable[[Step], Iterator[Any]]] = {
    "AlterTableStmt": _altered,
    "IndexStmt": _related,
    "RenameStmt": _related,
    "DropStmt": _dropped,
    "CreateTrigStmt": _related,
    "TruncateStmt": _listed,
    "LockStmt": _listed,
    "RefreshMatViewStmt": _related,
    "ReindexStmt": _related,
    "ClusterStmt": _related,
    "RuleStmt": _related,
    "AlterObjectSchemaStmt": _related,
    "CreateStmt": _referenced,
    "CreatePolicyStmt": _policy,
    "AlterPolicyStmt": _policy,
}
