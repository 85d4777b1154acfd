"""A script that is not all or nothing."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.script import ScriptFile, Step

_BEGINNINGS = {"BEGIN", "START"}
_SAVEPOINTS = {"SAVEPOINT", "RELEASE", "ROLLBACK_TO"}


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback"):
        yield from _disorder(script)


def _disorder(script: ScriptFile) -> Iterator[Found]:
    begin: Step | None = None
    end: Step | None = None
    for step in script.steps:
        control = step.control
        if control in _BEGINNINGS and begin is None:
            begin = step
        elif control in _BEGINNINGS:
            yield at(script, "a second transaction: if it fails, the first one stays", step)
        elif control == "COMMIT" and step.node.chain:
            yield at(script, "AND CHAIN begins a second transaction", step)
            end = step
        elif control == "COMMIT" and (begin is None or end is not None):
            yield at(script, "this COMMIT has no BEGIN", step)
        elif control == "COMMIT":
            end = step
        elif control == "ROLLBACK":
            yield at(script, "this takes everything back", step)
        elif control and control not in _SAVEPOINTS:
            yield at(script, "two-phase commit is nothing for a migration", step)
        elif end is not None and step.does_something:
            yield at(script, "this comes after the COMMIT: it would not be undone with the rest", step)
    if begin is not None and end is None:
        yield at(script, "the transaction that begins here is never committed", begin)


_FILE = "010_create_users.sql"
_GOOD = pair("010_create_users", "CREATE TABLE users ();\n\nCREATE TABLE teams ();",
             "DROP TABLE teams;\n\nDROP TABLE users;")  # fmt: skip
_TWO = _GOOD[_FILE].replace("users ();\n\n", "users ();\n\nCOMMIT;\n\nBEGIN;\n\n")

RULE = Rule(
    name="one-transaction",
    group="transaction",
    triggered="A script has two transactions, one that is never committed, a COMMIT without BEGIN, a ROLLBACK, or "
    "changes something after its COMMIT.",
    effect="A failure leaves a part of it behind that is in no record; without the COMMIT nothing is applied, and psql "
    "exits 0 all the same.",
    remedy="Put one BEGIN; … COMMIT; around everything, the tracking row included; or make two migrations of it.",
    bad=Example(files=_GOOD | {_FILE: _TWO}),
    good=Example(files=_GOOD),
    check=check,
)
