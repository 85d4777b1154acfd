"""A timeout that leaves an INVALID index behind."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.settings import with_settings

_TIMEOUTS = ("lock_timeout", "statement_timeout")


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback"):
        for step, held in with_settings(script):
            for name in _TIMEOUTS if step.is_concurrent and not step.inside else ():
                if name in held and not held[name].is_off:
                    yield at(script, f"CONCURRENTLY runs under {name} = {held[name].text}", step,
                             hint=f"write SET {name} = 0; before it")  # fmt: skip


_CREATE = "SET lock_timeout = {};\n\nCREATE INDEX CONCURRENTLY idx_users_email ON users (email);\n\nRESET lock_timeout;"
_DROP = "SET lock_timeout = 0;\n\nDROP INDEX CONCURRENTLY idx_users_email;\n\nRESET lock_timeout;"

RULE = Rule(
    name="lock-timeout-concurrently",
    group="transaction",
    triggered="The script sets a lock_timeout or a statement_timeout other than 0 that holds for a statement with "
    "CONCURRENTLY.",
    effect="It also limits the wait for old snapshots, which can take long and blocks nobody: when it runs out, an "
    "INVALID index (or a pending detach) stays behind.",
    remedy="Write SET lock_timeout = 0; and SET statement_timeout = 0; before it.",
    bad=Example(files=pair("010_index_users", _CREATE.format("'2s'"), _DROP, transaction=False)),
    good=Example(files=pair("010_index_users", _CREATE.format("0"), _DROP, transaction=False)),
    check=check,
)
