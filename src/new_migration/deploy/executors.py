"""How statements reach the server: on a session of our own, or through a pooler that lends one for each transaction.

Nothing of a script may reach the next one, nor the session of another client: no setting, role, temporary table,
prepared statement, LISTEN or advisory lock.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from new_migration.postgres.database import Connection, execute, in_transaction
from new_migration.postgres.pooler import is_pooled, send_together
from new_migration.postgres.scripts import RESET, Executor
from new_migration.postgres.sql import Statement

# Held by the session that runs the scripts. When its client is killed it may go on with a statement for a while.
WORK_KEY = int.from_bytes(b"new-work")

# Milliseconds between two looks of the server whether its client is still there (PostgreSQL 18, 19.3.3).
_LOOK = "200"
_LOOKING = f"SET client_connection_check_interval = {_LOOK}"

# Not all of RESET: poolers keep prepared statements of theirs on the same sessions.
_POOLED_RESET = (
    "RESET SESSION AUTHORIZATION",
    "RESET ALL",
    "UNLISTEN *",
    "DISCARD TEMP",
    "SELECT pg_advisory_unlock_all()",
)


def executor_for(connection: Connection) -> Executor:
    """The way for this connection. Raises ServerRefused."""
    return Pooled() if is_pooled(connection) else Own()


@dataclass(frozen=True, slots=True)
class Own:
    """A session of our own. It keeps the lock that says that scripts are run on it."""

    def take(self, connection: Connection) -> bool:
        """Take that lock, unless what was left of another run has it. Raises ServerRefused."""
        ((taken, _),) = execute(connection, f"SELECT {_OURS}")
        return bool(taken)

    def execute(self, connection: Connection, statement: Statement) -> None:
        connection.execute(statement.text)

    def reset(self, connection: Connection) -> None:
        connection.rollback()
        connection.execute(OWN_RESET)


_OURS = f"pg_try_advisory_lock({WORK_KEY}), set_config('client_connection_check_interval', '{_LOOK}', false)"
OWN_RESET = f"{RESET}; SELECT pg_advisory_unlock_all(), {_OURS}"


@dataclass(slots=True)
class Pooled:
    """Sessions of a pooler. Settings go with each statement outside a transaction, and are taken back after it."""

    _settings: list[str] = field(default_factory=list)

    def execute(self, connection: Connection, statement: Statement) -> None:
        if statement.control == "COMMIT":
            send_together(connection, (), statement.text, _POOLED_RESET)
        elif in_transaction(connection):
            connection.execute(statement.text)
        elif statement.control:
            self._begin(connection, statement)
        elif statement.kind == "VariableSetStmt":
            self._settings.append(statement.text)
        else:
            send_together(connection, (_LOOKING, *self._settings), statement.text, _POOLED_RESET)

    def reset(self, connection: Connection) -> None:
        self._settings.clear()
        if in_transaction(connection):
            send_together(connection, (), "ROLLBACK", _POOLED_RESET)

    def _begin(self, connection: Connection, statement: Statement) -> None:
        connection.execute(statement.text)
        for setting in self._settings:
            connection.execute(setting)
