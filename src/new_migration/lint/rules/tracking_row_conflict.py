"""A tracking row that hides that the migration was applied twice."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward"):
        for step in script.recording:
            if step.kind == "InsertStmt" and step.node.HasField("on_conflict_clause"):
                yield at(script, "ON CONFLICT hides that the migration is applied already", step)


_GOOD = pair("010_create_users", "CREATE TABLE users ();", "DROP TABLE users;")
_FILE = "010_create_users.sql"

RULE = Rule(
    name="tracking-row-conflict",
    group="pair",
    triggered="The INSERT of the tracking row has ON CONFLICT.",
    effect="A second run is not stopped by the unique key, which would take all of it back: what it does twice stays.",
    remedy="Write a plain INSERT.",
    bad=Example(files=_GOOD | {_FILE: _GOOD[_FILE].replace("TIMESTAMP);", "TIMESTAMP)\nON CONFLICT DO NOTHING;")}),
    good=Example(files=_GOOD),
    check=check,
)
