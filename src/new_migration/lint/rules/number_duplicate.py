"""Two migrations with one number."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    first: dict[int, str] = {}
    for script in project.of("forward"):
        other = first.setdefault(script.migration.number, script.name)
        if other != script.name:
            yield at(script, f"{other} has the number {script.migration.digits} too")


_USERS = pair("007_create_users", "CREATE TABLE users ();", "DROP TABLE users;")

RULE = Rule(
    name="number-duplicate",
    group="directory",
    triggered="Two forward scripts have the same number.",
    effect="Which of them comes first is chance, and `migration apply` refuses the folder. Two branches that were "
    "merged are the usual reason.",
    remedy="Give the migration that is not applied anywhere the next free number.",
    bad=Example(files=_USERS | pair("007_create_teams", "CREATE TABLE teams ();", "DROP TABLE teams;")),
    good=Example(files=_USERS | pair("008_create_teams", "CREATE TABLE teams ();", "DROP TABLE teams;")),
    check=check,
)
