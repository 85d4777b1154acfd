"""A new migration that comes before one which others have applied already."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.history.migration import parse_file_name
from new_migration.lint.comparison import moved_files
from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    base = project.around.base
    if base is None:
        return
    parsed = (parse_file_name(name) for name in base.tip)
    known = [found[1] for found in parsed if found and found[0] == "forward"]
    if not known:
        return
    highest = max(known, key=lambda each: each.number)
    moved = set(moved_files(project).values())
    for script in project.of("forward"):
        is_new = not base.has(script.name)
        # 0 is the tracking table's: an older project gets that migration later, and it comes before all the same.
        if is_new and 0 < script.migration.number <= highest.number and script.name not in moved:
            yield at(script, f"is new, but {base.ref} has {highest.stem} already",
                     hint=f"give it the number {highest.number + 1:0{len(highest.digits)}d} or higher")  # fmt: skip


_USERS = pair("011_create_users", "CREATE TABLE users ();", "DROP TABLE users;")

RULE = Rule(
    name="number-below-base",
    group="directory",
    triggered="A migration that is not on the base branch has a number that is not above the highest one there.",
    effect="Databases that have the higher one get it out of order, which `migration apply` refuses, and new ones "
    "get it in another order.",
    remedy="Give it a number above the highest one of the base branch.",
    bad=Example(
        files=_USERS | pair("010_create_teams", "CREATE TABLE teams ();", "DROP TABLE teams;"),
        base=_USERS,
    ),
    good=Example(
        files=_USERS | pair("012_create_teams", "CREATE TABLE teams ();", "DROP TABLE teams;"),
        base=_USERS,
    ),
    check=check,
)
