"""A migration that is gone after others have had it."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.history.migration import parse_file_name
from new_migration.lint.comparison import is_renamed, moved_files
from new_migration.lint.project import Found, Project
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    base, applied = project.around.base, project.around.applied
    told = set()
    moved = moved_files(project)
    for name in sorted(base.old.keys() - project.scripts.keys() - moved.keys()) if base else ():
        if parse_file_name(name):
            told.add(name)
            yield Found(file=name, message=f"is on {base.ref}, and gone here")  # type: ignore[union-attr]
    for stem in sorted(applied.missing) if applied else ():
        if f"{stem}.sql" not in told | moved.keys() and not _has_number(project, stem):
            message = f"is applied to {applied.database}, and gone here"  # type: ignore[union-attr]
            yield Found(file=f"{stem}.sql", message=message)


def _has_number(project: Project, stem: str) -> bool:
    """Whether a migration here has the number or the name of it: that is told by ``migration-moved``."""
    parsed = parse_file_name(f"{stem}.sql")
    return parsed is not None and any(is_renamed(parsed[1], each) for each in project.migrations)


_USERS = pair("010_create_users", "CREATE TABLE users ();", "DROP TABLE users;")
_TEAMS = pair("011_create_teams", "CREATE TABLE teams ();", "DROP TABLE teams;")

RULE = Rule(
    name="migration-deleted",
    group="immutability",
    triggered="A script that is on the base branch, or applied to the configured database, is not in the folder.",
    effect="Databases that have it cannot roll it back any more, and new ones do not get it.",
    remedy="Bring the file back (git restore), and undo what it did with the next migration.",
    bad=Example(files=_USERS, base=_USERS | _TEAMS),
    good=Example(files=_USERS | _TEAMS, base=_USERS | _TEAMS),
    check=check,
)
