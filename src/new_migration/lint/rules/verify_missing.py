"""A migration that nobody can ask whether it holds."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    if not project.around.verify:
        return
    for script in project.of("forward"):
        if project.partner(script, "verify") is None and not script.was_asked("--no-verify"):
            yield at(script, f"there is no {script.migration.verify_file}")


_USERS = pair("010_create_users", "CREATE TABLE users ();", "DROP TABLE users;")

RULE = Rule(
    name="verify-missing",
    group="directory",
    triggered="A forward script has no verify script, neither its Command line says `--no-verify` nor the "
    "configuration `verify = false`.",
    effect="Whether the migration did what it should is found out by the application.",
    remedy="Write a verify script: queries that return a claim and whether it holds.",
    bad=Example(files={name: text for name, text in _USERS.items() if not name.startswith("verify-")}),
    good=Example(files=_USERS),
    check=check,
)
