"""A statement that the server refuses inside a transaction."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback"):
        for step in script.steps:
            if step.inside and step.is_lone:
                said = "CONCURRENTLY" if step.is_concurrent else " ".join(step.text.split()[:2]).upper()
                yield at(script, f"{said} cannot run inside a transaction", step)


_INDEX = "CREATE INDEX{} idx_users_email ON users (email);"
_DROP = "DROP INDEX{} idx_users_email;"
_OUTSIDE = "SET lock_timeout = 0;\n\n{}\n\nRESET lock_timeout;"

RULE = Rule(
    name="concurrently-in-transaction",
    group="transaction",
    triggered="CREATE, DROP or REINDEX … CONCURRENTLY, DETACH PARTITION … CONCURRENTLY, VACUUM, ALTER SYSTEM and "
    "their like stand between BEGIN and COMMIT.",
    effect="The server refuses it, and with it the whole migration.",
    remedy="Give it a migration of its own, without BEGIN and COMMIT.",
    bad=Example(files=pair("010_index_users", _INDEX.format(" CONCURRENTLY"), _DROP.format(""))),
    good=Example(
        files=pair(
            "010_index_users",
            _OUTSIDE.format(_INDEX.format(" CONCURRENTLY")),
            _OUTSIDE.format(_DROP.format(" CONCURRENTLY")),
            transaction=False,
        )
    ),
    check=check,
)
