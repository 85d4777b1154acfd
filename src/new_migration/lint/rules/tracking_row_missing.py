"""A script that does not record that it was run."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.script import TRACKING_TABLE, ScriptFile

_KINDS = {"forward": ("InsertStmt", "INSERT INTO"), "rollback": ("DeleteStmt", "DELETE FROM")}


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback"):
        kind, words = _KINDS[script.role]
        recording = [step for step in script.recording if step.kind == kind]
        if script.steps and not recording and not _does_so_otherwise(script):
            yield at(script, f"there is no {words} {TRACKING_TABLE}")


def _does_so_otherwise(script: ScriptFile) -> bool:
    """Whether a DO block mentions the table, or a rollback drops it."""
    in_block = any(TRACKING_TABLE in step.body for step in script.of("DoStmt"))
    is_of_table = script.concerns_tracking_table and script.role == "rollback"
    return is_of_table or (in_block and not script.recording and script.doing == script.of("DoStmt"))


_GOOD = pair("010_create_users", "CREATE TABLE users ();", "DROP TABLE users;")
_FILE = "010_create_users.sql"

RULE = Rule(
    name="tracking-row-missing",
    group="pair",
    triggered="A forward script has no INSERT INTO schema_migrations, or a rollback no DELETE FROM it.",
    effect="The database does not know that the migration is applied (and applies it again), or still believes it "
    "after the rollback.",
    remedy="Let the forward script INSERT its name, and the rollback DELETE it, in the same transaction.",
    bad=Example(files=_GOOD | {_FILE: _GOOD[_FILE].replace(
        "INSERT INTO schema_migrations (migration_name, executed_at)\n"
        "VALUES ('010_create_users', CURRENT_TIMESTAMP);\n\n", "")}),
    good=Example(files=_GOOD),
    check=check,
)  # fmt: skip
