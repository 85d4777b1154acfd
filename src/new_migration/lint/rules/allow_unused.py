"""A finding that is allowed, and is none."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project
from new_migration.lint.rule import Example, Rule, pair


def check(_: Project) -> Iterator[Found]:
    """What is left over is known when all other rules have spoken: ``judge`` reports it."""
    return iter(())


_FORWARD = (
    "-- lint: allow if-not-exists because the table was made by hand on the first server\nCREATE TABLE {}users ();"
)
_DROP = "DROP TABLE users;"

RULE = Rule(
    name="allow-unused",
    group="comments",
    triggered="A comment `-- lint: allow RULE because REASON` stands where the rule finds nothing, or names no rule. "
    "Above the first statement it is for the whole file, elsewhere for the statement that follows or whose line it "
    "stands on.",
    effect="When the finding comes back some day, it is silent.",
    remedy="Remove the comment.",
    bad=Example(files=pair("010_create_users", _FORWARD.format(""), _DROP)),
    good=Example(files=pair("010_create_users", _FORWARD.format("IF NOT EXISTS "), _DROP)),
    check=check,
)
