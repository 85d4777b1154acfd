"""Changes that are made one by one though they need not be."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.script import TRACKING_TABLE, ScriptFile, Step


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback"):
        first = _first_loose(script)
        if first is not None and not script.was_asked("--no-transaction"):
            yield at(script, "runs outside a transaction, though it could run inside", first)


def _first_loose(script: ScriptFile) -> Step | None:
    """The first change of a script without BEGIN that has no statement which needs that.

    A DO block that looks into the tracking table is the sign of a script written to be run again half-way.
    """
    if any(step.control or step.is_lone or TRACKING_TABLE in step.body for step in script.steps):
        return None
    if _uses_new_label(script):
        return None
    return next((step for step in script.doing if step.kind not in {"DoStmt", "SelectStmt"}), None)


def _uses_new_label(script: ScriptFile) -> bool:
    """Whether a label is added to an enum and used: the server refuses that in one transaction."""
    labels = {step.node.new_val for step in script.of("AlterEnumStmt") if not step.node.old_val}
    others = (step for step in script.doing if step.kind != "AlterEnumStmt")
    return bool(labels) and any(not labels.isdisjoint(script.constants(step)) for step in others)


_BODY = ("010_create_users", "CREATE TABLE users ();", "DROP TABLE users;")
_FILE = "010_create_users.sql"

RULE = Rule(
    name="transaction-missing",
    group="transaction",
    triggered="A script that changes something has neither BEGIN and COMMIT nor a statement that forbids them (an "
    "enum's new label that is used at once forbids them too), and its Command line does not say `--no-transaction`.",
    effect="A failure leaves the statements before it in the database and no row in the tracking table.",
    remedy="Put BEGIN; … COMMIT; around everything, the tracking row included.",
    bad=Example(files=pair(*_BODY) | {_FILE: pair(*_BODY, transaction=False)[_FILE]}),
    good=Example(files=pair(*_BODY)),
    check=check,
)
