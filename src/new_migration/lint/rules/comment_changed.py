"""A migration of which only comments or blanks were changed after others have had it."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.comparison import Difference, compared
from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    base = project.around.base
    for name in sorted(base.old.keys() & project.scripts.keys()) if base else ():
        script = project.scripts[name]
        difference, where = compared(base.old[name], script) if base else (Difference.NONE, None)
        if difference is Difference.COMMENTS and base:
            yield at(script, f"has other comments or blanks than on {base.ref}", where)


_BEFORE = pair("010_create_users", "-- For the login\nCREATE TABLE users ();", "DROP TABLE users;")
_AFTER = pair("010_create_users", "-- For logging in\nCREATE TABLE users ();", "DROP TABLE users;")

RULE = Rule(
    name="comment-changed",
    group="immutability",
    triggered="A script that is on the base branch has other comments or blanks than there, and the same statements. "
    "Line ends do not count.",
    effect="It does the same as before, but its checksum is another: `migration status` calls it edited.",
    remedy="Put it back as it was; write what is to be said beside the folder, or allow it with the reason.",
    bad=Example(files=_AFTER, base=_BEFORE),
    good=Example(files=_BEFORE, base=_BEFORE),
    check=check,
)
