"""A tracking row of another migration."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.script import Step


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback"):
        for step in script.recording:
            stem = script.migration.stem
            constants = script.constants(step)
            if stem in constants:
                continue
            if constants:
                said = f"the tracking row says {constants[0]}, the file name {stem}"
                yield at(script, said, step, hint=f"write '{stem}'")
            elif _is_for_all(step):
                yield at(script, "this deletes the rows of all migrations", step,
                         hint=f"add WHERE migration_name = '{stem}'")  # fmt: skip


def _is_for_all(step: Step) -> bool:
    return step.kind != "InsertStmt" and not step.node.HasField("where_clause")


def _other_name(script: dict[str, str], name: str) -> dict[str, str]:
    return {file: text.replace("'010_create_users'", f"'{name}'") if file[0] == "0" else text
            for file, text in script.items()}  # fmt: skip


_GOOD = pair("010_create_users", "CREATE TABLE users ();", "DROP TABLE users;")

RULE = Rule(
    name="tracking-row-name",
    group="pair",
    triggered="The name in the tracking row is not the file name without `.sql`, compared as text (`10_create_users` "
    "is not `010_create_users`), or the DELETE has no WHERE.",
    effect="The record is of another migration: this one counts as pending and is applied again, or its rollback "
    "leaves its row.",
    remedy="Write the file name without .sql into the INSERT and the DELETE.",
    bad=Example(files=_other_name(_GOOD, "10_create_users")),
    good=Example(files=_GOOD),
    check=check,
)
