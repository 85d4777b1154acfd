"""A rollback that takes back the tracking row and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.errors import BadInput
from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.script import ScriptFile
from new_migration.postgres.sql import split

_DATA = {"InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "TruncateStmt", "LockStmt"}
_STATEMENTS = ("ALTER ", "DROP ", "CREATE ", "UPDATE ", "DELETE ", "INSERT ", "TRUNCATE ")


def check(project: Project) -> Iterator[Found]:
    for rollback in project.of("rollback"):
        forward = project.partner(rollback, "forward")
        is_needed = forward is None or forward.doing or not forward.is_readable
        if is_needed and rollback.is_readable and not rollback.doing and not _says_what_is_lost(forward, rollback):
            yield at(rollback, why(rollback))


def _says_what_is_lost(forward: ScriptFile | None, rollback: ScriptFile) -> bool:
    """Whether the forward script changes rows alone, and the rollback declares that they are gone."""
    is_data = forward is not None and all(step.kind in _DATA or step.kind == "DoStmt" for step in forward.doing)
    return is_data and any(token.text.startswith("-- Data lost:") for token in rollback.comments)


def why(script: ScriptFile) -> str:
    """In what way a script does nothing."""
    if not script.text.strip():
        return "is empty"
    if any(map(_is_statement, _comments(script))):
        return "its statements are commented out"
    if not script.steps:
        return "holds nothing but comments"
    if not script.recording:
        return "does nothing"
    return (
        "does nothing but record itself" if script.role == "forward" else "takes back the tracking row and nothing else"
    )


def _comments(script: ScriptFile) -> list[str]:
    """The comments without their marks; those on lines below each other as one."""
    texts: list[str] = []
    last = -2
    for token in script.comments:
        line = script.text.count("\n", 0, token.start)
        text = token.text.removeprefix("--").removeprefix("/*").removesuffix("*/").strip()
        if line == last + 1 and texts and not texts[-1].endswith(";"):
            texts[-1] += f"\n{text}"
        else:
            texts.append(text)
        last = line
    return texts


def _is_statement(comment: str) -> bool:
    if not comment.upper().startswith(_STATEMENTS):
        return False
    try:
        return bool(split(comment, name=""))
    except BadInput:
        return False


_CREATE = "CREATE TABLE users ();"

RULE = Rule(
    name="rollback-empty",
    group="directory",
    triggered="A rollback script does nothing, though its forward script does: it is empty, holds only comments, its "
    "statements are commented out, or it only deletes the tracking row. Where the forward script changes rows alone, a "
    "comment `-- Data lost: which rows` says that there is nothing to undo.",
    effect="`migration rollback` succeeds, the tracking row is gone, and the change is still there: applying it again "
    "fails.",
    remedy="Undo what the forward script does; if that cannot be, raise an exception that says why.",
    bad=Example(files=pair("010_create_users", _CREATE, "-- DROP TABLE users;")),
    good=Example(files=pair("010_create_users", _CREATE, "DROP TABLE users;")),
    check=check,
)
