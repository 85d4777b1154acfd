"""A forward script that does nothing, though it has a rollback that does."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.rules.rollback_empty import why


def check(project: Project) -> Iterator[Found]:
    for forward in project.of("forward"):
        rollback = project.partner(forward, "rollback")
        is_needed = not forward.steps or (rollback is not None and rollback.doing)
        if is_needed and forward.is_readable and not forward.doing:
            yield at(forward, why(forward))


_DROP = "DROP TABLE users;"

RULE = Rule(
    name="forward-empty",
    group="directory",
    triggered="A forward script has no statement, or does nothing but record itself while its rollback takes something "
    "back.",
    effect="The change is in no database, and the rollback fails or takes away what another migration has made.",
    remedy="Write the statements of the change, or delete all scripts of the migration.",
    bad=Example(files=pair("010_create_users", "-- CREATE TABLE users ();", _DROP)),
    good=Example(files=pair("010_create_users", "CREATE TABLE users ();", _DROP)),
    check=check,
)
