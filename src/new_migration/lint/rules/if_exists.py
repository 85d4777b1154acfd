"""A script that succeeds on a database that it does not fit."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.script import ScriptFile, Step, commands

_KINDS = {"DropStmt", "RenameStmt", "AlterObjectSchemaStmt", "DropRoleStmt", "DropdbStmt", "AlterSeqStmt"}


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback"):
        for step in script.steps:
            if _says_so(step) and not _can_be_run_again(script, step):
                yield at(script, "IF EXISTS lets it succeed where there is nothing of this name", step)


def _says_so(step: Step) -> bool:
    if step.kind == "AlterTableStmt":
        return step.node.missing_ok or any(
            each.node.missing_ok for each in commands(step) if each.def_ is None or _kind(each.def_) != "ColumnDef"
        )
    return step.kind in _KINDS and bool(step.node.missing_ok)


def _kind(definition: object) -> str:
    return str(definition.DESCRIPTOR.name)  # type: ignore[attr-defined]


def _can_be_run_again(script: ScriptFile, step: Step) -> bool:
    """Outside a transaction a run that was broken off may have dropped it already."""
    return not step.inside and any(each.is_lone for each in script.steps)


_FORWARD = "CREATE TABLE users ();"

RULE = Rule(
    name="if-exists",
    group="pair",
    triggered="A statement says IF EXISTS, in a rollback or a forward script. Beside CONCURRENTLY, outside a "
    "transaction, it may: a script that can be run again after a failure needs it.",
    effect="Rolling back what was never applied, or applying to the wrong database, succeeds without a word.",
    remedy="Leave out IF EXISTS: a script that does not fit should fail.",
    bad=Example(files=pair("010_create_users", _FORWARD, "DROP TABLE IF EXISTS users;")),
    good=Example(files=pair("010_create_users", _FORWARD, "DROP TABLE users;")),
    check=check,
)
