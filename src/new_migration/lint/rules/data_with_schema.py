"""Rows that are changed while a lock keeps everybody out."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.locks import is_made_before, locks_of_others
from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.script import ScriptFile, Step
from new_migration.lint.syntax import relation_name


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward"):
        changes = [
            step for step in script.of("UpdateStmt", "DeleteStmt", "InsertStmt", "MergeStmt") if _is_data(script, step)
        ]
        if not changes or project.is_offline(script):
            continue
        locking = next((step for step in script.steps if locks_of_others(script, step)), None)
        if locking is not None:
            line = script.text.count("\n", 0, locking.offset) + 1
            words = " ".join(changes[0].text.split()[:1]).upper()
            yield at(script, f"this {words} runs in one migration with the lock of line {line}", changes[0])


def _is_data(script: ScriptFile, step: Step) -> bool:
    """Whether it changes rows of a table that was there before."""
    return not step.records and not is_made_before(script, step, relation_name(step.node.relation))


_ADD = "ALTER TABLE users\n  ADD COLUMN status text NULL;"
_DROP = "ALTER TABLE users\n  DROP COLUMN status;"
_UPDATE = "UPDATE users\nSET status = 'active'\nWHERE last_login > now() - interval '30 days';"
_BACK = "UPDATE users\nSET status = NULL;"

RULE = Rule(
    name="data-with-schema",
    group="pitfalls",
    triggered="A forward script changes rows of a table that was there before, and also takes a lock on such a table "
    "(ALTER TABLE, CREATE INDEX …). Rows of tables that it makes itself are no concern, nor is a script whose Command "
    "line says `--offline`, or any if the configuration says `online = false`.",
    effect="The lock is held until every row is written: nobody reads or writes the table all that time.",
    remedy="Make two migrations of it: the schema first, then the rows, in batches (new-migration backfill).",
    bad=Example(files=pair("020_add_status", f"{_ADD}\n\n{_UPDATE}", _DROP)),
    good=Example(files=pair("020_add_status", _ADD, _DROP) | pair("021_populate_status", _UPDATE, _BACK)),
    check=check,
)
