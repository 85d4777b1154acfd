"""A column of which nobody has said whether it may be NULL."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.script import ScriptFile, commands
from new_migration.lint.syntax import choice, inner
from new_migration.postgres.sql import character_offset

_STATED = {"CONSTR_NULL", "CONSTR_NOTNULL", "CONSTR_PRIMARY", "CONSTR_IDENTITY", "CONSTR_GENERATED"}
_SERIAL = {"serial", "bigserial", "smallserial", "serial4", "serial8", "serial2"}


def check(project: Project) -> Iterator[Found]:
    later = {decided for script in project.of("forward") for decided in _set_later(script)}
    for script in project.of("forward"):
        for table, name, byte_offset in _unstated(script):
            if (table, name) not in later:
                offset = character_offset(script.text, byte_offset)
                yield at(script, f"whether column {name} may be NULL is not said", offset)


def _set_later(script: ScriptFile) -> Iterator[tuple[str, str]]:
    """The columns that are made NOT NULL once they have values."""
    for step in script.of("AlterTableStmt"):
        for each in commands(step):
            if choice(each.node, "subtype") == "AT_SetNotNull":
                yield step.node.relation.relname, each.name


def _unstated(script: ScriptFile) -> Iterator[tuple[str, str, int]]:
    for step in script.of("AlterTableStmt"):
        for command in commands(step):
            if choice(command.node, "subtype") != "AT_AddColumn":
                continue
            column = command.def_
            said = {choice(inner(each), "contype") for each in column.constraints}
            if not said & _STATED and inner(column.type_name.names[-1]).sval not in _SERIAL:
                yield step.node.relation.relname, column.colname, column.location


_ADD = "ALTER TABLE users\n  ADD COLUMN role text {};"
_DROP = "ALTER TABLE users\n  DROP COLUMN role;"

RULE = Rule(
    name="nullability-unstated",
    group="pitfalls",
    triggered="ADD COLUMN says neither NULL nor NOT NULL, and no migration sets it NOT NULL later. Columns of "
    "CREATE TABLE are not asked.",
    effect="The column allows NULL, meant or forgotten: the application meets a value that it does not expect.",
    remedy="Write NULL, or NOT NULL with a DEFAULT.",
    bad=Example(files=pair("010_add_role", _ADD.format("DEFAULT 'admin'"), _DROP)),
    good=Example(files=pair("010_add_role", _ADD.format("DEFAULT 'admin' NOT NULL"), _DROP)),
    check=check,
)
