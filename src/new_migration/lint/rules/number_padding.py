"""Numbers of different lengths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def width(project: Project) -> int:
    """How many digits a number has in this folder: what most of those that begin with 0 have, or the setting."""
    padded = Counter(len(each.digits) for each in project.migrations if each.digits[0] == "0")
    return max(padded, key=lambda length: (padded[length], length)) if padded else project.around.width


def check(project: Project) -> Iterator[Found]:
    wanted = width(project)
    for script in project.of("forward", "rollback", "verify"):
        migration = script.migration
        padded = f"{migration.number:0{wanted}d}"
        if padded == migration.digits or (script.role != "forward" and project.partner(script, "forward")):
            continue
        renamed = script.name.replace(migration.stem, f"{padded}_{migration.name}")
        yield at(script, f"the number is {migration.digits}, where {padded} is meant", hint=f"rename it to {renamed}")


RULE = Rule(
    name="number-padding",
    group="directory",
    triggered="A number has fewer digits than the others, or more zeros.",
    effect="`ls` and `psql -f *.sql` show and run the files in another order than their numbers say: 10 before 5.",
    remedy="Pad it with zeros, in all files of the migration and in its tracking row.",
    bad=Example(files=pair("5_users", "CREATE TABLE users ();", "DROP TABLE users;")),
    good=Example(files=pair("005_users", "CREATE TABLE users ();", "DROP TABLE users;")),
    check=check,
    renames=True,
)
