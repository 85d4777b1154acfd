"""A text that does not end where a line ends."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.script import ScriptFile


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback", "verify"):
        if script.text and not script.text.endswith("\n"):
            yield at(script, "has no newline at its end", len(script.text) - 1)


def mended(script: ScriptFile) -> str:
    return script.text + ("\r\n" if "\r\n" in script.text else "\n")


_GOOD = pair("010_create_users", "CREATE TABLE users ();", "DROP TABLE users;")
_FILE = "010_create_users.sql"

RULE = Rule(
    name="final-newline",
    group="pair",
    triggered="The last line of a script does not end with a newline.",
    effect="`cat 010.sql 011.sql | psql` puts the first line of the next script behind it.",
    remedy="End the last line.",
    bad=Example(files=_GOOD | {_FILE: _GOOD[_FILE].rstrip()}),
    good=Example(files=_GOOD),
    check=check,
    mend=mended,
)
