"""A DROP that takes along what nobody named."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.script import Step, commands
from new_migration.lint.syntax import choice

_DROPS = {"DropStmt", "TruncateStmt"}
_COMMANDS = {"AT_DropColumn", "AT_DropConstraint"}


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback"):
        for step in script.steps:
            if _cascades(step):
                yield at(script, "CASCADE also drops what others have built on it", step)


def _cascades(step: Step) -> bool:
    nodes = [each.node for each in commands(step) if choice(each.node, "subtype") in _COMMANDS]
    if step.kind in _DROPS:
        nodes = [step.node]
    return any(choice(node, "behavior") == "DROP_CASCADE" for node in nodes)


_FORWARD = "CREATE TABLE users ();"

RULE = Rule(
    name="cascade",
    group="pair",
    triggered="A DROP or TRUNCATE, in a rollback or a forward script, says CASCADE.",
    effect="Views, foreign keys and whole tables that came later go with it, and no script brings them back.",
    remedy="Leave out CASCADE, and drop by name what the migration itself has made.",
    bad=Example(files=pair("010_create_users", _FORWARD, "DROP TABLE users CASCADE;")),
    good=Example(files=pair("010_create_users", _FORWARD, "DROP TABLE users;")),
    check=check,
)
