"""A migration that others have had under another name."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.history.migration import Migration, parse_file_name
from new_migration.lint.comparison import is_renamed, moved_files
from new_migration.lint.project import Found, Project
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    base, applied = project.around.base, project.around.applied
    told = set()
    for old, new in moved_files(project).items() if base else ():
        told.add(new)
        assert base
        yield Found(file=new, message=f"is {old} on {base.ref}", hint=f"rename it back to {old}")
    for stem in sorted(applied.missing) if applied else ():
        for script in project.of("forward"):
            if applied and _is_renumbered(stem, script.migration, applied.names) and script.name not in told:
                message = f"is applied to {applied.database} as {stem}"
                yield Found(file=script.name, message=message, hint=f"rename it back to {stem}.sql")


def _is_renumbered(stem: str, other: Migration, applied: frozenset[str]) -> bool:
    """Whether a migration that is not applied was the one whose file is gone."""
    gone = parse_file_name(f"{stem}.sql")
    return other.stem not in applied and gone is not None and is_renamed(gone[1], other)


_BEFORE = pair("010_create_users", "CREATE TABLE users ();", "DROP TABLE users;")
_AFTER = pair("012_create_users", "CREATE TABLE users ();", "DROP TABLE users;")

RULE = Rule(
    name="migration-moved",
    group="immutability",
    triggered="A script that is on the base branch, or applied to the configured database, has another name here.",
    effect="For a database that has it, it is a new migration that will be applied a second time, and the old one is "
    "missing.",
    remedy="Give it back its name.",
    bad=Example(files=_AFTER, base=_BEFORE),
    good=Example(files=_BEFORE, base=_BEFORE),
    check=check,
)
