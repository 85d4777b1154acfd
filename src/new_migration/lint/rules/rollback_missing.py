"""A migration that nothing takes back."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward"):
        if project.partner(script, "rollback") is None:
            yield at(script, f"there is no {script.migration.rollback_file}")


_USERS = pair("010_create_users", "CREATE TABLE users ();", "DROP TABLE users;")

RULE = Rule(
    name="rollback-missing",
    group="directory",
    triggered="A forward script has no rollback script of the same name.",
    effect="When it has to be taken back in production, somebody writes SQL there and then.",
    remedy="Write its rollback script; if there can be none, one that raises an exception saying why "
    "(new-migration sql … --irreversible).",
    bad=Example(files={name: text for name, text in _USERS.items() if not name.startswith("rollback-")}),
    good=Example(files=_USERS),
    check=check,
)
