"""What only psql understands."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    for script in project.of("forward", "rollback", "verify"):
        for problem in script.problems:
            if problem.is_of_psql:
                yield at(script, "a command of psql, which no other client runs", problem.offset)
        for step in script.of("CopyStmt"):
            if not step.node.filename and not step.node.is_program:
                end = "FROM STDIN needs psql to send its data" if step.node.is_from else "TO STDOUT needs psql"
                yield at(script, f"COPY … {end}", step)


_CREATE = "CREATE TABLE users ();"

RULE = Rule(
    name="psql-command",
    group="transaction",
    triggered="A line begins with a backslash (`\\set`, `\\i`), or COPY reads from or writes to the client.",
    effect="`migration apply`, `migration check` and every driver refuse the file.",
    remedy="Write it as SQL: rows as INSERT, another file's statements here.",
    bad=Example(files=pair("010_create_users", f"\\set ON_ERROR_STOP 1\n\n{_CREATE}", "DROP TABLE users;")),
    good=Example(files=pair("010_create_users", _CREATE, "DROP TABLE users;")),
    check=check,
)
