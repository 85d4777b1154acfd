"""A script that does not say of which migration it is."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.headings import right_heading, with_heading
from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback", "verify"):
        if script.text.strip() and script.heading is None:
            yield at(script, "does not begin with its heading", 0, hint=f"begin it with {right_heading(script)}")


_ARGUMENTS = ("010_create_users", "CREATE TABLE users ();", "DROP TABLE users;")
_GOOD = pair(*_ARGUMENTS)

RULE = Rule(
    name="header-missing",
    group="pair",
    triggered="The first line is not `-- Migration 010: what it does` (`-- Rollback 010`, `-- Verify 010`).",
    effect="In a log, a paste or an editor's tab nobody sees which migration it is, or that it is the rollback.",
    remedy="Write the heading into the first line.",
    bad=Example(files=_GOOD | {"010_create_users.sql": _GOOD["010_create_users.sql"].split("\n", 2)[2]}),
    good=Example(files=_GOOD),
    check=check,
    mend=with_heading,
)
