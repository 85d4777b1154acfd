"""Looks, from a thread of its own, at what our statements wait for, and ends them when the time is up."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from new_migration.deploy.events import Observer, WaitingForLock
from new_migration.deploy.sessions import Session, blockers
from new_migration.deploy.target import connect_to
from new_migration.errors import ServerRefused
from new_migration.postgres.database import Connection, cancel

# Seconds. What ends sooner is not worth a second connection.
_PATIENCE = 0.25
_STEP = 0.1


class Overseer:
    """Watches one statement at a time. ``deadline`` is a time of ``time.monotonic``, or None."""

    def __init__(self, conninfo: str, observer: Observer, deadline: float | None = None) -> None:
        self._conninfo, self._observer, self._deadline = conninfo, observer, deadline
        self._over = threading.Event()
        self._running: tuple[Connection, int, str] | None = None
        self._since = 0.0
        self._eyes: Connection | None = None
        self.seen: Sequence[Session] = ()
        self._thread = threading.Thread(target=self._watch, name="overseer", daemon=True)
        self._thread.start()

    @contextmanager
    def during(self, connection: Connection, pid: int, name: str) -> Iterator[None]:
        """Watch the statement of the block, which the server process ``pid`` runs for migration ``name``."""
        self._since, self._running = time.monotonic(), (connection, pid, name)
        try:
            yield
        finally:
            self._running = None

    def forget(self) -> None:
        """Begin anew with what was seen."""
        self.seen = ()

    def close(self) -> None:
        """End the thread and its connection."""
        self._over.set()
        self._thread.join()
        if self._eyes:
            self._eyes.close()

    @property
    def is_time_up(self) -> bool:
        return self.seconds_left <= 0

    @property
    def seconds_left(self) -> float:
        return math.inf if self._deadline is None else self._deadline - time.monotonic()

    def _watch(self) -> None:
        while not self._over.wait(_STEP):
            running = self._running
            if running and self.is_time_up:
                cancel(running[0])
            elif running and time.monotonic() - self._since >= _PATIENCE:
                self._look(running[1], running[2])

    def _look(self, pid: int, name: str) -> None:
        """What cannot be seen is not told: it must not stop the migration."""
        try:
            self._eyes = self._eyes or connect_to(self._conninfo)
            found = blockers(self._eyes, pid)
        except ServerRefused:
            self._eyes = None
            return
        if found and {each.pid for each in found} != {each.pid for each in self.seen}:
            self._observer(WaitingForLock(name=name, blockers=found))
        self.seen = found or self.seen
