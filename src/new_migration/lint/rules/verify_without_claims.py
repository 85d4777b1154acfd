"""A verify script that cannot say no."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.script import Step
from new_migration.lint.syntax import inner


def check(project: Project) -> Iterator[Found]:
    for script in project.of("verify"):
        queries = script.of("SelectStmt")
        if script.is_readable and not queries:
            yield at(script, "there is no query in it")
        for step in queries:
            columns = _columns(step)
            if columns != 2:
                said = "one column" if columns == 1 else f"{columns} columns"
                yield at(script, f"returns {said} instead of a claim and whether it holds", step)
            elif _is_always_true(step):
                yield at(script, "this claim is true whatever the database holds", step)


def _columns(step: Step) -> int:
    """How many columns a query returns; 2 where a star does not say it."""
    node = step.node
    while node.HasField("larg"):
        node = node.larg
    if node.values_lists:
        return len(inner(node.values_lists[0]).items)
    targets = [inner(each) for each in node.target_list]
    is_star = any(_is_star(each) for each in targets)
    return 2 if is_star else len(targets)


def _is_star(target: Any) -> bool:
    value = inner(target.val)
    return value.DESCRIPTOR.name == "ColumnRef" and bool(inner(value.fields[-1]).DESCRIPTOR.name == "A_Star")


def _is_always_true(step: Step) -> bool:
    if len(step.node.target_list) != 2:
        return False
    value = inner(inner(step.node.target_list[1]).val)
    return bool(value.DESCRIPTOR.name == "A_Const" and value.WhichOneof("val") == "boolval" and value.boolval.boolval)


_USERS = ("010_create_users", "CREATE TABLE users ();", "DROP TABLE users;")

RULE = Rule(
    name="verify-without-claims",
    group="directory",
    triggered="A verify script has no query, a query of it does not return two columns (a claim, and whether it "
    "holds), or says `true` for every database.",
    effect="`migration verify` finds nothing to ask, or is told that all is well when it is not.",
    remedy="Let each query return a text and a boolean that is true only once the migration is applied.",
    bad=Example(files=pair(*_USERS, verify="SELECT count(*) FROM pg_tables WHERE tablename = 'users';")),
    good=Example(files=pair(*_USERS, verify="SELECT 'table users exists' AS claim,\n"
                            "       to_regclass('users') IS NOT NULL AS holds;")),
    check=check,
)  # fmt: skip
