"""Statements that cannot run in a transaction: their locks are gone when they end, so the documentation must do.

Which: all callers of PreventInTransactionBlock in PostgreSQL 18. What they lock: PostgreSQL 18, 13.3.1 and the page of
each command; measured with a second session while they waited (PostgreSQL 15, 16 and 18).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from new_migration.errors import BadInput
from new_migration.postgres.database import Connection, query
from new_migration.postgres.sql import Statement, quote_identifier, quote_literal, tokens
from new_migration.proof.relations import State

DOCUMENTED = "locks from the documentation: it cannot run in a transaction"
ENDS_ITS_TRANSACTION = "locks not traced: it may end its transaction itself, and its locks with that"

_WEAK = "SHARE UPDATE EXCLUSIVE"
_FULL = "ACCESS EXCLUSIVE"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lone:
    """A statement that must run alone, and what is known of its locks.

    ``locks``: by the oids of the relations that it names. ``on_tables`` and ``on_indexes``: the modes on
    indexes that turn out to be built anew and on their tables. ``on_rewritten``: that on tables that turn out to be
    rewritten.
    """

    note: str = DOCUMENTED
    locks: Mapping[int, str] = field(default_factory=dict)
    on_tables: str = ""
    on_indexes: str = ""
    on_rewritten: str = ""


def lone(connection: Connection, statement: Statement, before: State) -> Lone | None:
    """What is known of a statement that must run alone, outside a transaction; None if it can run in one."""
    read = _READERS.get(statement.kind)
    return read(connection, statement.node, before) if read else None


def _create_index(connection: Connection, node: Any, before: State) -> Lone | None:  # noqa: ARG001
    return Lone(locks=_on(connection, [node.relation], _WEAK)) if node.concurrent else None


def _drop(connection: Connection, node: Any, before: State) -> Lone | None:
    if not node.concurrent:
        return None
    indexes = _oids(connection, [_dotted(item.string.sval for item in found.list.items) for found in node.objects])
    tables = [before.relations[oid].table for oid in indexes if oid in before.relations]
    return Lone(locks=dict.fromkeys([*indexes, *tables], _WEAK))


def _reindex(connection: Connection, node: Any, before: State) -> Lone | None:
    if any(param.def_elem.defname == "concurrently" for param in node.params):
        return Lone(on_tables=_WEAK, on_indexes=_WEAK)
    if node.HasField("relation"):
        named = _oids(connection, [_name(node.relation)])
        if not any(before.relations[oid].kind in {"p", "I"} for oid in named if oid in before.relations):
            return None
    return Lone(on_tables="SHARE", on_indexes=_FULL)


def _vacuum(connection: Connection, node: Any, before: State) -> Lone | None:
    if not node.is_vacuumcmd:
        return None  # ANALYZE
    named = [found.vacuum_relation.relation for found in node.rels]
    every = [oid for oid, relation in before.relations.items() if relation.holds_rows]
    locks = _on(connection, named, _WEAK) if named else dict.fromkeys(every, _WEAK)
    return Lone(locks=locks, on_rewritten=_FULL)


def _cluster(connection: Connection, node: Any, before: State) -> Lone | None:
    if node.HasField("relation"):
        named = _oids(connection, [_name(node.relation)])
        if not any(before.relations[oid].kind == "p" for oid in named if oid in before.relations):
            return None
    return Lone(on_rewritten=_FULL)


def _detach_partition(connection: Connection, node: Any, before: State) -> Lone | None:  # noqa: ARG001
    for command in node.cmds:
        definition = getattr(command.alter_table_cmd, "def").partition_cmd
        if definition.concurrent:
            # On the partition only at its end; while it waits for older transactions it holds no lock at all.
            return Lone(
                locks=_on(connection, [node.relation], _WEAK) | _on(connection, [definition.name], _FULL),
            )
    return None


def _block(connection: Connection, node: Any, before: State) -> Lone | None:  # noqa: ARG001
    """A DO block that holds no word that could end its transaction runs in one of ours."""
    arguments = {argument.def_elem.defname: argument.def_elem.arg.string.sval for argument in node.args}
    try:
        words = {token.text.lower() for token in tokens(arguments["as"], name="DO")}
    except BadInput:
        return Lone(note=ENDS_ITS_TRANSACTION)
    is_plpgsql = arguments.get("language", "plpgsql") == "plpgsql"
    return None if is_plpgsql and not words & {"commit", "rollback", "call"} else Lone(note=ENDS_ITS_TRANSACTION)


def _call(connection: Connection, node: Any, before: State) -> Lone | None:  # noqa: ARG001
    return Lone(note=ENDS_ITS_TRANSACTION)


def _no_relation(connection: Connection, node: Any, before: State) -> Lone | None:  # noqa: ARG001
    return Lone(note="")


_READERS: dict[str, Callable[[Connection, Any, State], Lone | None]] = {
    "IndexStmt": _create_index,
    "DropStmt": _drop,
    "ReindexStmt": _reindex,
    "VacuumStmt": _vacuum,
    "ClusterStmt": _cluster,
    "AlterTableStmt": _detach_partition,
    "DoStmt": _block,
    "CallStmt": _call,
} | dict.fromkeys(
    [
        "CreatedbStmt",
        "DropdbStmt",
        "AlterDatabaseStmt",
        "CreateTableSpaceStmt",
        "DropTableSpaceStmt",
        "AlterSystemStmt",
        "CreateSubscriptionStmt",
        "AlterSubscriptionStmt",
        "DropSubscriptionStmt",
    ],
    _no_relation,
)


def _on(connection: Connection, relations: Iterable[Any], mode: str) -> dict[int, str]:
    return dict.fromkeys(_oids(connection, map(_name, relations)), mode)


def _name(relation: Any) -> str:
    return _dotted(part for part in (relation.schemaname, relation.relname) if part)


def _dotted(parts: Iterable[str]) -> str:
    return ".".join(map(quote_identifier, parts))


def _oids(connection: Connection, names: Iterable[str]) -> list[int]:
    """The oids of relations, by the script's own search path; without those that are not there."""
    wanted = ", ".join(f"to_regclass({quote_literal(name)})::oid" for name in names)
    (row,) = query(connection, f"SELECT {wanted}")
    return [oid for oid in row if oid is not None]
