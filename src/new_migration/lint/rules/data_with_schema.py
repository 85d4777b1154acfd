"""Rows that are changed while a lock keeps everybody out."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.locks import is_made_before, locks_of_others
from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.script import ScriptFile, Step
from new_migration.lint.syntax import relation_name

_WORDS = {"UpdateStmt": "UPDATE", "DeleteStmt": "DELETE", "InsertStmt": "INSERT", "MergeStmt": "MERGE"}


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward"):
        inside = [] if project.is_offline(script) else [step for step in script.steps if step.inside]
        data = next((step for step in inside if step.kind in _WORDS and _is_data(script, step)), None)
        lock = next((step for step in inside if locks_of_others(script, step)), None) if data else None
        if data and lock:
            line = script.text.count("\n", 0, lock.offset) + 1
            yield at(script, f"this {_WORDS[data.kind]} runs in one transaction with the lock of line {line}", data)


def _is_data(script: ScriptFile, step: Step) -> bool:
    """Whether it changes rows of a table that was there before; those that VALUES lists are few."""
    is_listed = step.kind == "InsertStmt" and len(step.node.select_stmt.select_stmt.values_lists) > 0
    return not step.records and not is_listed and not is_made_before(script, step, relation_name(step.node.relation))


_ADD = "ALTER TABLE users\n  ADD COLUMN status text NULL;"
_DROP = "ALTER TABLE users\n  DROP COLUMN status;"
_UPDATE = "UPDATE users\nSET status = 'active'\nWHERE last_login > now() - interval '30 days';"
_BACK = "UPDATE users\nSET status = NULL;"

RULE = Rule(
    name="data-with-schema",
    group="pitfalls",
    triggered="A forward script changes rows of a table that was there before, and in the same transaction takes a "
    "lock on such a table (ALTER TABLE, CREATE INDEX …). Rows of tables that it makes itself are no concern, nor are "
    "those that INSERT … VALUES lists, nor is a script whose Command line says `--offline`, or any if the "
    "configuration says `online = false`.",
    effect="The lock is held until every row is written: nobody reads or writes the table all that time. Where the "
    "rows come first, they stay locked while the statement waits for its lock.",
    remedy="Make two migrations of it: the schema first, then the rows, in batches (new-migration backfill).",
    bad=Example(files=pair("020_add_status", f"{_ADD}\n\n{_UPDATE}", _DROP)),
    good=Example(files=pair("020_add_status", _ADD, _DROP) | pair("021_populate_status", _UPDATE, _BACK)),
    check=check,
)
