"""A merge conflict in the file LATEST that nobody has settled."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.history.latest import NAME, has_conflict
from new_migration.lint.project import Found, Project
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    if has_conflict(project.strays.get(NAME, "")):
        yield Found(file=NAME, message="there is a merge conflict in this file")


_FILES = pair("007_create_users", "CREATE TABLE users ();", "DROP TABLE users;") | pair(
    "008_create_teams", "CREATE TABLE teams ();", "DROP TABLE teams;"
)
_CONFLICT = "<<<<<<< HEAD\n007_create_users\n=======\n008_create_teams\n>>>>>>> main\n"

RULE = Rule(
    name="latest-conflict",
    group="directory",
    triggered=f"The file {NAME} has a merge conflict in it, committed or not.",
    effect="Two branches have both added migrations, and nobody has looked whether their numbers and their order are "
    "right. `new-migration` refuses the folder.",
    remedy="Run migration renumber, which settles it.",
    bad=Example(files={**_FILES, NAME: _CONFLICT}, shown=(NAME,)),
    good=Example(files={**_FILES, NAME: "008_create_teams\n"}, shown=(NAME,)),
    check=check,
)
