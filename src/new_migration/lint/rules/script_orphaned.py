"""A rollback or verify script of no migration."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.errors import nearest
from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    forward = [script.name for script in project.of("forward")]
    for script in project.of("rollback", "verify"):
        if project.partner(script, "forward") is None:
            wanted = script.migration.forward_file
            yield at(script, f"there is no {wanted}", hint=nearest(wanted, forward))


_USERS = pair("010_create_users", "CREATE TABLE users ();", "DROP TABLE users;")

RULE = Rule(
    name="script-orphaned",
    group="directory",
    triggered="A rollback or verify script has no forward script of the same name.",
    effect="It is run by nobody, and the migration that it was written for is not found with it.",
    remedy="Rename it like its forward script, or remove it.",
    bad=Example(
        files=_USERS | {"verify-011_create_user.sql": "-- Verify 011\n\nSELECT 'x', to_regclass('users') > 0;\n"}
    ),
    good=Example(files=_USERS),
    check=check,
)
