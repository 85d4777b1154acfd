"""The tracking rows of a run: scripts write and delete them, and here it is seen to that they do."""

from __future__ import annotations

import re

from new_migration.deploy import tracking_table
from new_migration.deploy.tracking_table import NAME
from new_migration.errors import BadInput, Place
from new_migration.history.layouts import Script
from new_migration.postgres.database import Connection, execute
from new_migration.postgres.message import Check

_INSERT = "add INSERT INTO schema_migrations (migration_name, executed_at) VALUES ('{}', CURRENT_TIMESTAMP);"
_DELETE = "add DELETE FROM schema_migrations WHERE migration_name = '{}';"


_CHANGES_ROLE = re.compile(r"\b(ROLE|AUTHORIZATION)\b", re.IGNORECASE)


class Recorder:
    """Looks at the tracking table on one connection; in a script's transaction, where that is open."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._table = tracking_table.find(connection)

    def add(self, name: str) -> None:
        """Record a migration that is there, though no script has recorded it."""
        table = self._table.name if self._table else NAME
        sql = f"""INSERT INTO {table} (migration_name, executed_at) SELECT %s, CURRENT_TIMESTAMP
            WHERE NOT EXISTS (SELECT FROM {table} WHERE migration_name = %s)"""
        execute(self._connection, sql, (name, name))

    def remove(self, name: str) -> None:
        """Take back what ``add`` has recorded."""
        table = self._table.name if self._table else NAME
        execute(self._connection, f"DELETE FROM {table} WHERE migration_name = %s", (name,))

    def settle(self, name: str, script: Script, checksum: str, *, seconds: float, place: Place | None) -> None:
        """Complete the row that a forward script has written. Raises BadInput, which names the file, without one."""
        self._table = self._table or tracking_table.find(self._connection)
        table = self._table
        if table and _CHANGES_ROLE.search(script.text):
            table = tracking_table.find(self._connection, table.name)  # with what that role may do
        if not table or not table.complete(self._connection, name, checksum=checksum, seconds=seconds):
            raise _unrecorded(name, script, place)

    def completion(self, name: str, script: Script, checksum: str, *, seconds: float) -> Check | None:
        """What ``settle`` does, for the server to do; None where it must be seen first what the script leads to."""
        if not self._table or _CHANGES_ROLE.search(script.text):
            return None
        sql = self._table.completion(name, checksum=checksum, seconds=seconds)
        return Check(sql=sql, refusal=lambda place: _unrecorded(name, script, place))

    def settle_rollback(self, name: str, script: Script, *, place: Place | None) -> None:
        """See that a rollback script has deleted the row. Raises BadInput, which names the file, if it is there."""
        self._table = tracking_table.find(self._connection, self._table.name if self._table else NAME)
        if self._table and self._table.has(self._connection, name):
            what = f"this script does not take back the record of {name}"
            raise BadInput(what, where=place or str(script.path), hint=_DELETE.format(name))


def _unrecorded(name: str, script: Script, place: Place | None) -> BadInput:
    what = f"this script does not record {name}"
    return BadInput(what, where=place or str(script.path), hint=_INSERT.format(name))
