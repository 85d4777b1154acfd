"""A migration that was changed after its proof, or never proven, where proofs are recorded."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.history.migration import ROLES
from new_migration.history.proof_lock import NAME, digest
from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair


def check(project: Project) -> Iterator[Found]:
    proven = project.around.proven
    for script in project.of("forward") if proven is not None else ():
        then = proven.get(script.migration.stem) if proven else None
        if then is None:
            yield at(script, f"{script.migration.stem} was never proven")
            continue
        for role in ROLES:
            now = script if role == "forward" else project.partner(script, role)
            if then.get(role, "") != (digest(now.text) if now else ""):
                yield at(now or script, f"the {role} script of {script.migration.stem} was changed after its proof")


_USERS = pair("010_create_users", "CREATE TABLE users (id bigint);", "DROP TABLE users;")
_CHANGED = pair("010_create_users", "CREATE TABLE users (id bigint);", "DROP TABLE users RESTRICT;")

RULE = Rule(
    name="proof-stale",
    group="pitfalls",
    triggered=f"There is a {NAME}, and a script is not the one that was proven, or none of the migration was.",
    effect="Whether the rollback brings back what was there is a guess.",
    remedy="Run migration check.",
    bad=Example(files=_CHANGED, locked=_USERS),
    good=Example(files=_USERS, locked=_USERS),
    check=check,
)
