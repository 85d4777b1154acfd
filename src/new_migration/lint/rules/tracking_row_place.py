"""A tracking row that can be there without the change, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback"):
        has_transaction = any(step.control in {"BEGIN", "START"} for step in script.steps)
        for step in script.recording:
            if has_transaction and not step.inside:
                yield at(script, "the tracking row is changed outside the transaction", step)
            elif not has_transaction:
                after = [each for each in script.doing if each.offset > step.offset]
                if after:
                    yield at(script, "this comes after the tracking row: if it fails, nobody will know", after[0])


_BODY = ("010_create_users", "CREATE TABLE users ();", "DROP TABLE users;")
_GOOD = pair(*_BODY)
_FILE = "010_create_users.sql"
_INSERT = _GOOD[_FILE][_GOOD[_FILE].index("INSERT") : _GOOD[_FILE].index("\n\nCOMMIT")]

RULE = Rule(
    name="tracking-row-place",
    group="pair",
    triggered="The tracking row is changed before the BEGIN or after the COMMIT, or, in a script without a "
    "transaction, before the last change.",
    effect="A failure between the two leaves the change without its record, or the record without the change.",
    remedy="Change the tracking row inside the transaction; without one, in the last statement.",
    bad=Example(files=_GOOD | {_FILE: _GOOD[_FILE].replace(f"{_INSERT}\n\nCOMMIT;", f"COMMIT;\n\n{_INSERT}")}),
    good=Example(files=_GOOD),
    check=check,
)
