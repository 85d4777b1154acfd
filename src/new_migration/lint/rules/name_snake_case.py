"""A name with capitals, dashes or letters that need quoting."""

from __future__ import annotations

import re
from collections.abc import Iterator

from new_migration.history.migration import slug
from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair

_SNAKE_CASE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback", "verify"):
        name = script.migration.name
        if _SNAKE_CASE.fullmatch(name) or (script.role != "forward" and project.partner(script, "forward")):
            continue
        wanted = slug(_HUMP.sub("_", name))
        renamed = script.name.replace(script.migration.stem, f"{script.migration.digits}_{wanted}")
        yield at(script, f"{name} is not snake_case", hint=f"rename it to {renamed}")


RULE = Rule(
    name="name-snake-case",
    group="directory",
    triggered="The name after the number is not in snake_case: lower-case ASCII letters, digits, single underscores.",
    effect="File systems that do not tell capitals apart see one file where git sees two, and shells need quotes.",
    remedy="Rename the files of the migration, and the name in its tracking row.",
    bad=Example(files=pair("002_AddColumn", "CREATE TABLE users ();", "DROP TABLE users;")),
    good=Example(files=pair("002_add_column", "CREATE TABLE users ();", "DROP TABLE users;")),
    check=check,
)
