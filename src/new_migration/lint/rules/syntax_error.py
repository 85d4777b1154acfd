"""What PostgreSQL's grammar does not take."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback", "verify"):
        for problem in script.problems:
            if not problem.is_of_psql:
                yield at(script, problem.what, problem.offset, hint=problem.hint)


_BODY = "ALTER TABLE users\n  {} COLUMN email text NULL;"
_ROLLBACK = "ALTER TABLE users\n  DROP COLUMN email;"

RULE = Rule(
    name="syntax-error",
    group="transaction",
    triggered="A script is no SQL to the grammar of PostgreSQL 18, or not UTF-8. The other rules have nothing to "
    "say about its statements then.",
    effect="It cannot be applied.",
    remedy="Mend the statement at this place.",
    bad=Example(files=pair("010_add_email", _BODY.format("ADDD"), _ROLLBACK)),
    good=Example(files=pair("010_add_email", _BODY.format("ADD"), _ROLLBACK)),
    check=check,
)
