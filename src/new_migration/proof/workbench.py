"""A scratch database in which a history is replayed and proved: one connection, its schema and its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from types import TracebackType

from new_migration.errors import MigrationError, ServerRefused
from new_migration.history.layouts import Script
from new_migration.postgres.database import Connection, connect, merge_conninfo, parameters, query
from new_migration.postgres.live_snapshot import LiveSnapshot
from new_migration.postgres.refusals import StatementRefused
from new_migration.postgres.scripts import Notice, Result, StatementWatch, query_script, run_script
from new_migration.postgres.snapshot import Snapshot
from new_migration.proof.beside_tables import Loose, changes, loose
from new_migration.proof.content import Contents
from new_migration.proof.deadline import Deadline
from new_migration.proof.filling import Unfilled
from new_migration.proof.row_difference import RowLoss

SECONDS = 60.0

# The machine's trouble and nobody's mistake: disk full, too many connections, a limit of the configuration.
_RESOURCES = {"53100", "53300", "53400"}
CANCELLED = "57014"
_NO_TABLE = "42P01"

# What keeps the server from counting what is written.
_HIDES_WRITES = re.compile(r"\btrack_counts\b|\bpg_stat_reset", re.IGNORECASE)

# What only new sessions notice; elsewhere each script has a session of its own.
_CHANGES_SESSIONS = re.compile(r"\bALTER\s+(DATABASE|ROLE|USER|SYSTEM)\b", re.IGNORECASE)


class Workbench:
    """One database. ``seconds`` is how long one statement may take; 0: as long as it likes.

    Raises ServerRefused if the server cannot be reached, or has gone.
    """

    def __init__(
        self, conninfo: str, *, seconds: float = SECONDS, on_notice: Callable[[Notice], None] | None = None
    ) -> None:
        self._conninfo = merge_conninfo(conninfo, options=_options(conninfo, seconds))
        self._on_notice = on_notice
        self._deadline = Deadline(seconds, self._conninfo)
        self._contents = Contents()
        self._loose: Loose = {}
        self._state: tuple[str, Snapshot] | None = None
        self._connection: Connection | None = connect(self._conninfo)
        self._observer: Connection | None = None
        self._live: LiveSnapshot | None = None

    def __enter__(self) -> Workbench:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the database for good."""
        self.leave()
        self._deadline.close()

    @property
    def is_lost(self) -> bool:
        """Whether the server has ended the connection."""
        return any(each is not None and each.closed for each in (self._connection, self._observer))

    @property
    def connection(self) -> Connection:
        """The connection, made again where it was left."""
        if self._connection is None:
            self._connection = connect(self._conninfo)
        return self._connection

    def leave(self) -> None:
        """Close all connections, so that the database can be copied; the next use opens others."""
        for connection in (self._connection, self._observer):
            if connection is not None:
                connection.close()
        self._connection = self._observer = self._live = None

    def run(self, script: Script, *, watch: StatementWatch | None = None) -> None:
        """Run a script. Raises as ``run_script`` does."""
        self._deadline.inner = watch
        run_script(
            self.connection,
            script.text,
            name=str(script.path),
            on_notice=self._on_notice,
            watch=self._deadline,
            wrapped=script.wrapped,
        )
        if _HIDES_WRITES.search(script.text):
            self._contents.distrust()
        if _CHANGES_SESSIONS.search(script.text):
            self.leave()

    def ask(self, script: Script) -> tuple[Result, ...]:
        """The rows of a script that only reads. Raises as ``query_script`` does."""
        self._deadline.inner = None
        return query_script(self.connection, script.text, name=str(script.path), watch=self._deadline)

    def state(self) -> Snapshot:
        """The schema as it is. Nothing is read again where no transaction has written anything since."""
        clock = self._clock()
        if self._state is None or self._state[0] != clock:
            self._state = clock, self._observed()
        return self._state[1]

    def fill(self, rows: int) -> list[Unfilled]:
        """Give every table rows; what could not be filled."""
        return self._contents.fill(self.connection, rows=rows)

    def remember_rows(self) -> None:
        self._contents.remember(self.connection)
        self._loose = loose(self.connection)

    def lost_rows(self) -> Sequence[RowLoss]:
        """What differs from the rows remembered."""
        return self._contents.losses(self.connection)

    def loose_changes(self) -> Sequence[str]:
        """What differs that is neither schema nor rows, in words."""
        return list(changes(self._loose, loose(self.connection)))

    def is_recorded(self, name: str) -> bool:
        """Whether the tracking table, where there is one, has a row for the migration."""
        if not query(self.connection, "SELECT WHERE to_regclass('schema_migrations') IS NOT NULL"):
            return True
        names = query(self.connection, "SELECT migration_name FROM schema_migrations")
        return (name,) in names

    def trouble(self, error: MigrationError) -> MigrationError:
        """The error as it is to be shown. Raises ServerRefused where it is no script's fault."""
        if self.is_lost:
            self._reconnect(error)
        if isinstance(error, StatementRefused) and error.sqlstate in _RESOURCES:
            hint = error.hint or "free some, or pass --server URL of a server that has more"
            raise ServerRefused(f"the scratch server has no resources left: {error.what}", hint=hint) from error
        if isinstance(error, StatementRefused) and error.sqlstate == _NO_TABLE and "schema_migrations" in error.message:
            error.hint = error.hint or "no migration before makes this table: migration init adds one that does"
        is_late = isinstance(error, StatementRefused) and error.sqlstate == CANCELLED
        if (is_late or self._deadline.has_ended_session) and not error.hint:
            error.hint = f"a statement may take {self._deadline.seconds:g} s here; --timeout says otherwise"
        return error

    def _reconnect(self, error: MigrationError) -> None:
        """After a script has ended its own session; but if the server does not answer any more, that is the error."""
        self.leave()
        try:
            self._connection = connect(self._conninfo)
        except ServerRefused:
            raise gone(error) from error

    def _observed(self) -> Snapshot:
        try:
            return self._observer_s_view().read()
        except ServerRefused:
            if self._observer is None or not self._observer.closed:
                raise
        self._live = None  # a script has ended all sessions but its own
        return self._observer_s_view().read()

    def _observer_s_view(self) -> LiveSnapshot:
        """On a connection of its own, where queries stay prepared and no script changes a setting."""
        if self._live is None:
            self._observer = connect(self._conninfo)
            self._live = LiveSnapshot(self._observer)
        return self._live

    def _clock(self) -> str:
        """The number that the next transaction gets when it writes."""
        ((clock,),) = query(self.connection, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        return str(clock)


def gone(error: BaseException) -> ServerRefused:
    """What to say where a server does not answer any more."""
    said = str(error).partition("\n")[0]
    return ServerRefused(f"the scratch server has gone while it was at work: {said}", hint="run the check again")


def _options(conninfo: str, seconds: float) -> str:
    """Settings of the session, to which a script's RESET ALL goes back."""
    timeout = f"-c statement_timeout={int(seconds * 1000)}"
    return f"{parameters(conninfo).get('options', '')} {timeout}".strip()
