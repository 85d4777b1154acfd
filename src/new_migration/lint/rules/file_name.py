"""A file that no command will ever run, because its name is none of a migration."""

from __future__ import annotations

import re
from collections.abc import Iterator

from new_migration.history.migration import slug
from new_migration.lint.project import Found, Project
from new_migration.lint.rule import Example, Rule, pair

_PARTS = re.compile(r"((?:rollback|verify)[-_])?([0-9]+)?[-_ .]*(.*?)(?:\.(up|down))?\.sql", re.DOTALL | re.IGNORECASE)


def check(project: Project) -> Iterator[Found]:
    highest = max((each.number for each in project.migrations), default=0)
    for name in project.strays:
        parts = _PARTS.fullmatch(name)
        if parts is None:
            continue
        role, number, title, direction = parts.groups()
        if not number:
            message = "has no number: nobody knows when it would run"
        elif direction:
            message = f"ends in .{direction}.sql, as the files of another tool"
        elif f"{number}_" not in name:
            message = "needs an underscore after its number"
        else:
            message = "is no name of a migration"
        prefix = "rollback-" if direction == "down" else f"{role[:-1].lower()}-" if role else ""
        wanted = f"{prefix}{number or f'{highest + 1:03d}'}_{slug(title) if title else 'name'}.sql"
        yield Found(file=name, message=message, hint=f"rename it to {wanted}, or move it out of the folder")


RULE = Rule(
    name="file-name",
    group="directory",
    triggered="A file ends in `.sql` and is not named like `010_add_email.sql`, `rollback-010_add_email.sql` or "
    "`verify-010_add_email.sql`: it has no number, or a dash where the underscore belongs.",
    effect="Every command passes it over or refuses the folder: the change is in review, but in no database.",
    remedy="Give it a number, an underscore and a name in snake_case, or move it out of the folder.",
    bad=Example(files={"add_column.sql": "SELECT 1;\n", "002-add-column.sql": "SELECT 1;\n"}),
    good=Example(files=pair("002_add_column", "CREATE TABLE users ();", "DROP TABLE users;")),
    check=check,
)
