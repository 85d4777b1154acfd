"""A setting that has no effect."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback"):
        for step in script.of("VariableSetStmt"):
            if step.node.is_local and not step.inside:
                yield at(script, f"SET LOCAL {step.node.name} outside a transaction has no effect", step)


_FILE = "010_create_users.sql"
_GOOD = pair("010_create_users", "CREATE TABLE users ();", "DROP TABLE users;")
_SET = "SET LOCAL lock_timeout = '2s';\n\n"

RULE = Rule(
    name="set-local-outside-transaction",
    group="transaction",
    triggered="SET LOCAL stands outside a transaction.",
    effect="The server only warns, and the setting is not made: a lock timeout that everybody believes in is none.",
    remedy="Move it behind BEGIN; in a script without a transaction write SET, and RESET at the end.",
    bad=Example(files=_GOOD | {_FILE: _GOOD[_FILE].replace(f"BEGIN;\n\n{_SET}", f"{_SET}BEGIN;\n\n")}),
    good=Example(files=_GOOD),
    check=check,
)
