"""What a lock trace reads between statements: the relations of a database, their files and scans, and our locks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from new_migration.postgres.database import Connection, query
from new_migration.postgres.sql import quote_identifier

# From the weakest to the strongest (PostgreSQL 18, 13.3.1); pg_locks calls them AccessShareLock and so on.
MODES = (
    "ACCESS SHARE",
    "ROW SHARE",
    "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Relation:
    """A relation of the user's: ``name`` as people write it, ``bare_name`` as the server's messages have it.

    ``kind`` as in pg_class.relkind; ``file`` is new after a rewrite; ``table`` is the oid of an index's table, else 0;
    ``scans`` counts the sequential scans in this transaction.
    """

    name: str
    bare_name: str
    kind: str
    file: int
    table: int
    scans: int

    @property
    def is_index(self) -> bool:
        return self.kind in {"i", "I"}

    @property
    def holds_rows(self) -> bool:
        """Whether it is a table or materialised view with a file of its own."""
        return self.kind in {"r", "m"}


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """All relations of the user's, and the lock modes that our transaction holds, both by oid."""

    relations: Mapping[int, Relation]
    locks: Mapping[int, frozenset[str]]


# A relation that is dropped has its lock still. Files by themselves: no relation of a user's is in the relation map.
_STATE = """SELECT coalesce(c.oid, l.relation), c.nspname, c.relname, c.relkind::text, c.relfilenode, c.indrelid,
    CASE WHEN c.relkind IN ('r', 'm') THEN pg_stat_get_xact_numscans(c.oid) END, l.modes
FROM (SELECT c.oid, n.nspname, c.relname, c.relkind, c.relfilenode, i.indrelid
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind <> 'c') c
FULL JOIN (SELECT relation, array_agg(mode) AS modes FROM pg_locks
    WHERE locktype = 'relation' AND pid = pg_backend_pid() AND mode <> 'SIReadLock'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    GROUP BY relation) l ON l.relation = c.oid"""

# The script may have set what would mislead or stop us.
_SETTINGS = {"search_path": "pg_catalog", "statement_timeout": "0"}


def read_state(connection: Connection) -> State:
    """The state as the connection's transaction sees it. Raises ServerRefused."""
    relations: dict[int, Relation] = {}
    locks: dict[int, frozenset[str]] = {}
    for oid, schema, name, kind, file, table, scans, modes in query(connection, _STATE, settings=_SETTINGS):
        if name is not None:
            relations[oid] = Relation(
                name=_written(schema, name),
                bare_name=name,
                kind=kind,
                file=file,
                table=table or 0,
                scans=scans or 0,
            )
        if modes:
            locks[oid] = frozenset(map(_in_words, modes))
    return State(relations=relations, locks=locks)


def strongest(modes: Iterable[str]) -> str:
    """The strongest of lock modes."""
    return max(modes, key=MODES.index)


def _written(schema: str, name: str) -> str:
    prefix = "" if schema == "public" else quote_identifier(schema) + "."
    return prefix + quote_identifier(name)


_WORDS = {mode.title().replace(" ", "") + "Lock": mode for mode in MODES}


def _in_words(mode: str) -> str:
    return _WORDS[mode]
