"""No statement runs for ever: what a script itself says of statement_timeout does not count.

The server's own statement_timeout ends a statement; where a script has switched that off, we cancel it, and where a
script goes on after that (``EXCEPTION WHEN query_canceled``), we end its session.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

from new_migration.errors import Place, ServerRefused
from new_migration.postgres.database import Connection, cancel, connect, execute
from new_migration.postgres.scripts import Notice, StatementWatch
from new_migration.postgres.sql import Statement

# The server's own message comes first where it is not kept from it.
_GRACE = 2.0
_STEP = 0.25


class Deadline:
    """Watches the scripts of one connection for ``run_script``, and lets another look on: ``inner``."""

    def __init__(self, seconds: float, conninfo: str) -> None:
        self.seconds = seconds
        self.has_ended_session = False
        self._conninfo = conninfo
        self._is_cancelled = False
        self.inner: StatementWatch | None = None
        self._ends = 0.0  # 0: nothing runs
        self._connection: Connection | None = None
        self._thread: threading.Thread | None = None
        self._over = threading.Event()

    def takes(self, notice: Notice) -> bool:
        return self.inner.takes(notice) if self.inner else False

    @contextmanager
    def around(self, connection: Connection, statement: Statement, place: Place) -> Iterator[None]:
        """Cancel the statement where it takes longer than it may."""
        with self.inner.around(connection, statement, place) if self.inner else nullcontext():
            self._is_cancelled = self.has_ended_session = False
            self._connection, self._ends = connection, time.monotonic() + self.seconds + _GRACE
            if self.seconds and not self._thread:
                self._thread = threading.Thread(target=self._watch, name="deadline", daemon=True)
                self._thread.start()
            try:
                yield
            finally:
                self._ends = 0.0

    def close(self) -> None:
        """End the thread."""
        self._over.set()
        if self._thread:
            self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_STEP):
            if self._ends and time.monotonic() > self._ends and self._connection:
                self._end_statement(self._connection)

    def _end_statement(self, connection: Connection) -> None:
        if not self._is_cancelled:
            self._is_cancelled, self._ends = True, self._ends + _GRACE
            cancel(connection)
            return
        self._ends, self.has_ended_session = 0.0, True
        with suppress(ServerRefused), connect(self._conninfo) as other:
            execute(other, f"SELECT pg_terminate_backend({connection.info.backend_pid})")
