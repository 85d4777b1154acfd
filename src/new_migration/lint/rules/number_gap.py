"""A number that is missing between two others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from new_migration.history.migration import number_in
from new_migration.history.renumbering import DATES
from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    taken = set(project.around.elsewhere) | {number for name in project.strays if (number := number_in(name))}
    taken |= {script.migration.number for script in project.of("rollback", "verify")}
    scripts = [each for each in project.of("forward") if each.migration.number < DATES]
    for before, script in pairwise(scripts):
        first, last = before.migration.number + 1, script.migration.number - 1
        missing = [number for number in range(first, min(last + 1, first + 1000)) if number not in taken]
        if missing:
            width = len(script.migration.digits)
            said = f"{missing[0]:0{width}d}" + (f" to {missing[-1]:0{width}d}" if len(missing) > 1 else "")
            yield at(script, f"between {before.migration.digits} and this there is no {said}")


_USERS = pair("007_create_users", "CREATE TABLE users ();", "DROP TABLE users;")

RULE = Rule(
    name="number-gap",
    group="directory",
    triggered="A number between two others is used neither here nor on another branch or in another worktree.",
    effect="A file was forgotten in the commit, or deleted: whoever looks for it cannot tell which.",
    remedy="Add the file that is missing, or close the gap with migration renumber NAME if this is applied nowhere.",
    bad=Example(files=_USERS | pair("009_create_teams", "CREATE TABLE teams ();", "DROP TABLE teams;")),
    good=Example(files=_USERS | pair("008_create_teams", "CREATE TABLE teams ();", "DROP TABLE teams;")),
    check=check,
)
