"""Other sessions of the server, as far as they are in our way."""

from __future__ import annotations

from dataclasses import dataclass

from new_migration.postgres.database import Connection, execute

_LONGEST_QUERY = 200

# pg_stat_activity shows what other users do only to those who may see it (PostgreSQL 18, 27.2.1).
_SESSION = """SELECT pid, coalesce(application_name, ''), coalesce(usename, ''), coalesce(state, ''),
    extract(epoch FROM clock_timestamp() - coalesce(xact_start, state_change, backend_start))::float8,
    coalesce(query, '')
FROM pg_stat_activity WHERE """


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """A session that holds a lock. ``age``: of its transaction, in seconds; ``query``: its last one."""

    pid: int
    application: str
    user: str
    state: str
    age: float
    query: str

    def __str__(self) -> str:
        who = f"pid {self.pid} ({', '.join(part for part in (self.application, self.user, self.state) if part)})"
        query = " ".join(self.query.split())
        shown = query if len(query) <= _LONGEST_QUERY else f"{query[:_LONGEST_QUERY]}…"
        return f"{who} since {self.age:.0f} s" + (f": {shown}" if shown else "")


def blockers(connection: Connection, pid: int) -> list[Session]:
    """The sessions that the server process ``pid`` waits for. Raises ServerRefused."""
    return _sessions(connection, "pid = ANY (pg_blocking_pids(%s)) ORDER BY pid", pid)


def holders(connection: Connection, key: int) -> list[Session]:
    """The sessions that hold the advisory lock ``key`` in this database. Raises ServerRefused."""
    # A key of 64 bits stands there in two halves, with objsubid 1 (PostgreSQL 18, 53.13).
    where = """pid IN (
        SELECT pid FROM pg_locks
        WHERE locktype = 'advisory' AND granted AND objsubid = 1
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND (classid::bigint << 32 | objid::bigint) = %s)"""
    return _sessions(connection, where, key)


def _sessions(connection: Connection, where: str, argument: int) -> list[Session]:
    return [
        Session(pid=pid, application=application, user=user, state=state, age=age or 0.0, query=query)
        for pid, application, user, state, age, query in execute(connection, _SESSION + where, (argument,))
    ]
