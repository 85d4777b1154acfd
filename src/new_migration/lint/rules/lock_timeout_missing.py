"""A statement that would wait for its lock as long as it takes."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.locks import locked, locks_of_others
from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.script import ScriptFile
from new_migration.lint.settings import with_settings


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback"):
        yield from _first(script)


def _first(script: ScriptFile) -> Iterator[Found]:
    """The first statement of a script is enough: one setting mends them all."""
    for step, held in with_settings(script):
        if ("lock_timeout" in held and not held["lock_timeout"].is_off) or not locked(step):
            continue
        waiting = locks_of_others(script, step)
        if waiting:
            said = f"this waits for a lock on {'.'.join(waiting[0])} without a lock_timeout"
            how = "SET LOCAL lock_timeout = '2s'; after BEGIN" if step.inside else "SET lock_timeout = '2s'; before it"
            yield at(script, said, step, hint=f"write {how}")
            return


_ADD = "ALTER TABLE users\n  ADD COLUMN email text NULL;"
_DROP = "ALTER TABLE users\n  DROP COLUMN email;"
_GOOD = pair("010_add_email", _ADD, _DROP)
_FILE = "010_add_email.sql"

RULE = Rule(
    name="lock-timeout-missing",
    group="transaction",
    triggered="A statement takes a lock on a table that the script has not made, and no lock_timeout, or "
    "one of 0, is set before it.",
    effect="While it waits for one long query, every later query on the table waits behind it: a short ALTER stops "
    "the application.",
    remedy="Write SET LOCAL lock_timeout = '2s'; after BEGIN, and try again when it runs out, as migration apply does.",
    bad=Example(files=_GOOD | {_FILE: _GOOD[_FILE].replace("SET LOCAL lock_timeout = '2s';\n\n", "")}),
    good=Example(files=_GOOD),
    check=check,
)
