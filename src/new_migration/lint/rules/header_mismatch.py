"""A heading that is of another migration."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.headings import right_heading, with_heading
from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.script import HEADINGS


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback", "verify"):
        heading = script.heading
        if heading is None:
            continue
        word, number = HEADINGS[script.role], script.migration.digits
        if (heading[1].capitalize(), heading[2]) != (word, number):
            said = f"the heading says {heading[1]} {heading[2]}, the file name {word} {number}"
            yield at(script, said, 0, hint=f"write {right_heading(script)}")


_GOOD = pair("010_create_users", "CREATE TABLE users ();", "DROP TABLE users;")
_FILE = "010_create_users.sql"

RULE = Rule(
    name="header-mismatch",
    group="pair",
    triggered="The heading has another number than the file name, compared as text (`1` is not `001`, and neither is "
    "`XXX`), or another word than its role: Migration, Rollback, Verify.",
    effect="Whoever reads the file takes it for another one.",
    remedy="Write the number of the file name into the heading.",
    bad=Example(files=_GOOD | {_FILE: _GOOD[_FILE].replace("Migration 010", "Migration 10")}),
    good=Example(files=_GOOD),
    check=check,
    mend=with_heading,
)
