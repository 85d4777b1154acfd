"""A forward script that takes what is there for what it would have made."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.script import Step, commands

_INVALID = "write DROP INDEX CONCURRENTLY IF EXISTS before it: what a run that failed has left is INVALID"
_FLAGS = ("if_not_exists", "skip_if_new_val_exists")


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward"):
        for step in script.steps:
            if _says_so(step):
                hint = _INVALID if step.is_concurrent else ""
                yield at(script, "IF NOT EXISTS accepts whatever has this name already", step, hint=hint)


def _says_so(step: Step) -> bool:
    if step.kind == "AlterTableStmt":
        return any(
            each.node.missing_ok and each.def_ is not None and each.def_.DESCRIPTOR.name == "ColumnDef"
            for each in commands(step)
        )
    fields = step.node.DESCRIPTOR.fields_by_name
    return any(getattr(step.node, flag) for flag in _FLAGS if flag in fields)


_ROLLBACK = "DROP TABLE users;"

RULE = Rule(
    name="if-not-exists",
    group="pair",
    triggered="A statement of a forward script says IF NOT EXISTS.",
    effect="A table of another shape, or an INVALID index of a run that failed, is taken for the right one; and the "
    "rollback then drops what was there before.",
    remedy="Leave out IF NOT EXISTS: inside the transaction an error takes everything back.",
    bad=Example(files=pair("010_create_users", "CREATE TABLE IF NOT EXISTS users ();", _ROLLBACK)),
    good=Example(files=pair("010_create_users", "CREATE TABLE users ();", _ROLLBACK)),
    check=check,
)
