"""A setting that outlives the script."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.settings import left_set


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback", "verify"):
        for name, setting in left_set(script).items():
            local = f"write SET LOCAL {name} after BEGIN" if setting.step.inside else f"write RESET {name}; at the end"
            yield at(script, f"{name} stays changed when the script ends", setting.step, hint=local)


_BODY = "SET{} search_path = app;\n\nCREATE TABLE users ();"
_ROLLBACK = "DROP TABLE app.users;"

RULE = Rule(
    name="setting-left-changed",
    group="transaction",
    triggered="A script sets something for the session, as search_path or a timeout, and does not RESET it.",
    effect="Behind `psql -f a.sql -f b.sql` or a pooler the next script runs with it: its tables land in another "
    "schema, or its tracking row does.",
    remedy="Write SET LOCAL inside the transaction, or RESET at the end.",
    bad=Example(files=pair("010_create_users", _BODY.format(""), _ROLLBACK)),
    good=Example(files=pair("010_create_users", _BODY.format(" LOCAL"), _ROLLBACK)),
    check=check,
)
