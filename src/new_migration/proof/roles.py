"""Roles that the scripts of a history name and nobody makes: on production servers they are there.

A private scratch server gets them, without any right, so that what grants them something or takes it away can be run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from new_migration.errors import BadInput
from new_migration.history.layouts import Pair, Script
from new_migration.postgres.database import Connection, execute, query
from new_migration.postgres.sql import nodes, quote_identifier, split

# Most scripts say none of these, and need not be parsed for it.
_WORDS = re.compile(r"\b(GRANT|REVOKE|OWNER|ROLE|USER|GROUP|POLICY|AUTHORIZATION|PRIVILEGES)\b", re.IGNORECASE)
_RESERVED = re.compile("pg_|public$|none$")


def named_roles(pairs: Iterable[Pair]) -> set[str]:
    """The roles that statements name, without those that one of them makes."""
    named: set[str] = set()
    made: set[str] = set()
    for pair in pairs:
        for script in (pair.forward, pair.rollback):
            for node in _nodes(script):
                kind = node.DESCRIPTOR.name
                if kind == "RoleSpec" and node.rolename:
                    named.add(node.rolename)
                elif kind == "GrantRoleStmt":
                    named |= {each.access_priv.priv_name for each in node.granted_roles}
                elif kind == "CreateRoleStmt":
                    made.add(node.role)
    return {name for name in named - made if not _RESERVED.match(name)}


def provide(connection: Connection, names: Iterable[str]) -> list[str]:
    """Make those that are not there; their names. Raises ServerRefused."""
    there = {name for (name,) in query(connection, "SELECT rolname FROM pg_roles")}
    missing = sorted(set(names) - there)
    for name in missing:
        execute(connection, f"CREATE ROLE {quote_identifier(name)}")
    return missing


def _nodes(script: Script | None) -> Iterator[Any]:
    """All nodes of the syntax trees; none of a script that is no SQL, which its run will say."""
    if script is None or not _WORDS.search(script.text):
        return
    try:
        statements = split(script.text, name=str(script.path))
    except BadInput:
        return
    for statement in statements:
        yield from nodes(statement.node)
