"""A finding that somebody wants to be silent, without saying why."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.allowances import comments_to_us
from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback", "verify"):
        for each in comments_to_us(script):
            if not each.rule:
                yield at(script, "this comment to the linter cannot be read", each.offset)
            elif not each.reason:
                yield at(script, f"{each.rule} is allowed without a reason", each.offset)


_FORWARD = "-- lint: allow if-not-exists{}\nCREATE TABLE IF NOT EXISTS users ();"
_BECAUSE = " because the table was made by hand on the first server"
_DROP = "DROP TABLE users;"

RULE = Rule(
    name="allow-without-reason",
    group="comments",
    triggered="A comment `-- lint: allow RULE` has no `because REASON` behind it, or begins with `-- lint:` and says "
    "something else. It allows nothing then.",
    effect="In a year nobody knows whether the reason still holds.",
    remedy="Write -- lint: allow RULE because REASON.",
    bad=Example(files=pair("010_create_users", _FORWARD.format(""), _DROP), also=("if-not-exists",)),
    good=Example(files=pair("010_create_users", _FORWARD.format(_BECAUSE), _DROP)),
    check=check,
)
