"""A migration whose statements were changed after others have had it."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.comparison import Difference, compared
from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    base, applied = project.around.base, project.around.applied
    told = set()
    for name in sorted(base.old.keys() & project.scripts.keys()) if base else ():
        script = project.scripts[name]
        difference, where = compared(base.old[name], script) if base else (Difference.NONE, None)
        if difference is Difference.STATEMENTS and base:
            told.add(script.migration.stem)
            yield at(script, f"differs from what {base.ref} has from here on", where)
    for script in project.of("forward") if applied else ():
        if applied and script.migration.stem in applied.edited - told and not _is_comment(project, script.name):
            yield at(script, f"was changed since it was applied to {applied.database}")


def _is_comment(project: Project, name: str) -> bool:
    """Whether the base shows that nothing but comments was changed."""
    base = project.around.base
    if base is None or name not in base.old:
        return False
    return compared(base.old[name], project.scripts[name])[0] is not Difference.STATEMENTS


_BEFORE = pair("010_create_users", "CREATE TABLE users (id bigint);", "DROP TABLE users;")
_AFTER = pair("010_create_users", "CREATE TABLE users (id bigint, email text);", "DROP TABLE users;")
_NEXT = pair("011_add_email", "ALTER TABLE users\n  ADD COLUMN email text NULL;",
             "ALTER TABLE users\n  DROP COLUMN email;")  # fmt: skip

RULE = Rule(
    name="migration-changed",
    group="immutability",
    triggered="The statements of a script that is on the base branch, or applied to the configured database, are not "
    "what they were. Syntax trees are compared: line ends, blanks and comments do not count.",
    effect="Databases that have it already never get the change, and new ones do: from then on they differ.",
    remedy="Put it back as it was, and write the change as the next migration.",
    bad=Example(files=_AFTER, base=_BEFORE),
    good=Example(files=_BEFORE | _NEXT, base=_BEFORE),
    check=check,
)
