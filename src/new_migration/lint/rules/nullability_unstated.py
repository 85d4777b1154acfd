"""A column of which nobody has said whether it may be NULL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.script import ScriptFile, commands
from new_migration.lint.syntax import choice, inner
from new_migration.postgres.sql import character_offset

_STATED = {"CONSTR_NULL", "CONSTR_NOTNULL", "CONSTR_PRIMARY", "CONSTR_IDENTITY", "CONSTR_GENERATED"}
_SERIAL = {"serial", "bigserial", "smallserial", "serial4", "serial8", "serial2"}


def check(project: Project) -> Iterator[Found]:
    later: set[tuple[str, str]] = set()
    for script in reversed(list(project.of("forward"))):
        later.update(_set_later(script))
        for table, name, byte_offset in _unstated(script):
            if (table, name) not in later:
                offset = character_offset(script.text, byte_offset)
                yield at(script, f"whether column {name} may be NULL is not said", offset)


def _set_later(script: ScriptFile) -> Iterator[tuple[str, str]]:
    """The columns that are made NOT NULL once they have values, or are dropped."""
    for step in script.of("AlterTableStmt"):
        for each in commands(step):
            if choice(each.node, "subtype") in {"AT_SetNotNull", "AT_DropColumn"}:
                yield step.node.relation.relname, each.name


def _unstated(script: ScriptFile) -> Iterator[tuple[str, str, int]]:
    for step in script.of("AlterTableStmt"):
        for command in commands(step):
            if choice(command.node, "subtype") != "AT_AddColumn":
                continue
            column = command.def_
            if not any(map(_is_stated, column.constraints)) and inner(column.type_name.names[-1]).sval not in _SERIAL:
                yield step.node.relation.relname, column.colname, column.location


def _is_stated(constraint: Any) -> bool:
    """Whether it says so; DEFAULT NULL does too."""
    node = inner(constraint)
    return choice(node, "contype") in _STATED or node.raw_expr.a_const.isnull


_ADD = "ALTER TABLE users\n  ADD COLUMN role text {};"
_DROP = "ALTER TABLE users\n  DROP COLUMN role;"

RULE = Rule(
    name="nullability-unstated",
    group="pitfalls",
    triggered="ADD COLUMN says neither NULL nor NOT NULL, and no migration sets it NOT NULL or drops it later. "
    "DEFAULT NULL says it too. Columns of CREATE TABLE are not asked.",
    effect="The column allows NULL, meant or forgotten: the application meets a value that it does not expect.",
    remedy="Write NULL, or NOT NULL with a DEFAULT.",
    bad=Example(files=pair("010_add_role", _ADD.format("DEFAULT 'admin'"), _DROP)),
    good=Example(files=pair("010_add_role", _ADD.format("DEFAULT 'admin' NOT NULL"), _DROP)),
    check=check,
)
