"""Runs a script of a migration, and sees that the tracking row follows: in the same transaction where it has one."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from new_migration.deploy import tracking_table
from new_migration.deploy.events import Done, Observer, Retrying, Started, Told
from new_migration.deploy.failure import MigrationFailed
from new_migration.deploy.overseer import Overseer
from new_migration.deploy.scripts import Prepared
from new_migration.deploy.turn import Turn
from new_migration.errors import BadInput, MigrationError, Place, Refused, ServerRefused
from new_migration.postgres.database import (
    Connection,
    Notice,
    StatementRefused,
    execute,
    in_transaction,
    is_pooled,
    run_script,
    server_process,
)
from new_migration.postgres.sql import Statement

# lock_not_available (a lock_timeout) and deadlock_detected (PostgreSQL 18, appendix A).
_BUSY = {"55P03": "lock timeout", "40P01": "deadlock"}
_CANCELLED = "57014"

# Seconds: between two tries of a transaction, doubled each time.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0

_INVALID = """SELECT indexrelid::regclass::text FROM pg_index
WHERE NOT indisvalid AND indexrelid::regclass::text NOT LIKE 'pg_toast.%' ORDER BY 1"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A script to be run for migration ``name``. ``checksum`` is recorded with it when it is the forward one.

    ``is_there``: what the migration makes is there. Then a forward script is not run, but recorded; and a rollback
    script without that is recorded first, because it was broken off before.
    """

    name: str
    role: str
    prepared: Prepared
    checksum: str = ""
    is_there: bool = False

    @property
    def is_forward(self) -> bool:
        return self.role == "forward"


class Runner:
    """Runs jobs on one connection while it is our turn. ``retries``: of a transaction that others' locks stopped."""

    def __init__(
        self, connection: Connection, our_turn: Turn, overseer: Overseer, observer: Observer, *, retries: int
    ) -> None:
        self.connection = connection
        self._turn, self._overseer, self._observer, self._retries = our_turn, overseer, observer, retries
        table = tracking_table.find(connection)
        self._table = table.name if table else tracking_table.NAME
        self._is_pooled = is_pooled(connection)

    def run(self, job: Job) -> Done:
        """Run one script. Raises MigrationFailed if it does not go through, ServerRefused if we may not go on."""
        if self._overseer.is_time_up:
            raise Refused("the time is up", hint="run it again: it goes on where this run stopped")
        self._turn.check()
        self._observer(Started(name=job.name))
        start = time.monotonic()
        for attempt in range(1, self._retries + 2):
            watch = _Watch(job, self._overseer, start, table=self._table, is_pooled=self._is_pooled)
            try:
                self._run(job, watch)
                break
            except StatementRefused as error:
                if attempt > self._retries or error.sqlstate not in _BUSY or not job.prepared.is_transactional:
                    raise self._failed(job, watch, error) from error
                self._pause(job, error, attempt)
            except MigrationError as error:
                raise self._failed(job, watch, error) from error
        done = Done(name=job.name, seconds=time.monotonic() - start)
        self._observer(done)
        return done

    def _run(self, job: Job, watch: _Watch) -> None:
        script = job.prepared.script
        if job.is_there == job.is_forward:
            execute(self.connection, f"INSERT INTO {self._table} (migration_name) VALUES (%s)", (job.name,))
        if job.is_there and job.is_forward:
            return
        run_script(
            self.connection,
            script.text,
            name=str(script.path),
            statements=job.prepared.statements,
            watch=watch,
            on_notice=lambda notice: self._observer(Told(name=job.name, notice=notice)),
        )
        if not watch.is_recorded:
            _record(self.connection, job, self._table, watch.seconds)

    def _pause(self, job: Job, error: StatementRefused, attempt: int) -> None:
        longest = min(_FIRST_PAUSE * 2 ** (attempt - 1), _LONGEST_PAUSE)
        seconds = random.uniform(longest / 2, longest)  # so that two who stop each other do not do so again
        reason = _BUSY[error.sqlstate]
        self._observer(
            Retrying(name=job.name, reason=reason, attempt=attempt, attempts=self._retries + 1, seconds=seconds)
        )
        self._overseer.forget()
        time.sleep(seconds)

    def _failed(self, job: Job, watch: _Watch, error: MigrationError) -> MigrationFailed:
        self._explain(error)
        failed = MigrationFailed(error, name=job.name, role=job.role, is_undone=job.prepared.is_transactional)
        if not job.prepared.is_transactional:
            failed.done = [each for each in watch.done if each.kind != "VariableSetStmt"]
            left = job.prepared.statements[len(watch.done) :]
            failed.left = [each for each in left if each.kind != "VariableSetStmt"]
            failed.invalid = self._invalid()
            if failed.where is None:
                script = job.prepared.script
                failed.where = Place(name=str(script.path), text=script.text)
        return failed

    def _explain(self, error: MigrationError) -> None:
        """Say what else is known: who held the lock, that the time was up, that nobody knows how a COMMIT ended."""
        sqlstate = error.sqlstate if isinstance(error, StatementRefused) else ""
        if sqlstate in _BUSY and self._overseer.seen:
            error.what = "\n".join([error.what, *(f"held by {each}" for each in self._overseer.seen)])
        if sqlstate == _CANCELLED and self._overseer.is_time_up:
            error.hint = "the time for this run is up"
        if self.connection.closed:
            error.hint = "the connection was lost: migration status says what is applied, the next run goes on there"

    def _invalid(self) -> list[str]:
        if self.connection.closed:
            return []
        return [name for (name,) in execute(self.connection, _INVALID)]


@dataclass(slots=True)
class _Watch:
    """Looks on while a script runs: counts its statements, and records it before its COMMIT."""

    job: Job
    overseer: Overseer
    start: float
    table: str = field(kw_only=True)
    is_pooled: bool = field(kw_only=True)
    done: list[Statement] = field(default_factory=list)
    is_recorded: bool = False
    _pid: int = 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.start

    def takes(self, notice: Notice) -> bool:  # noqa: ARG002 - notices are for the user
        return False

    @contextmanager
    def around(self, connection: Connection, statement: Statement, place: Place) -> Iterator[None]:
        """Raises BadInput before a COMMIT where the tracking row is not as it must be: then nothing is committed."""
        if statement.control == "COMMIT":
            _record(connection, self.job, self.table, self.seconds, place)
            self.is_recorded = True
        with self.overseer.during(connection, self._process(connection, place), self.job.name):
            yield
        self.done.append(statement)

    def _process(self, connection: Connection, place: Place) -> int:
        """The server process of the statement. Raises ServerRefused where a pooler has changed it in the middle."""
        if not self.is_pooled:
            return connection.info.backend_pid
        pid = server_process(connection)
        if self._pid and pid != self._pid and not in_transaction(connection):
            raise ServerRefused(
                "the connection pooler went on with another session of the server: the settings of this file are lost",
                where=place,
                hint="connect to the server itself, or to the pooler in session mode",
            )
        self._pid = pid
        return pid


def _record(connection: Connection, job: Job, known: str, seconds: float, place: Place | None = None) -> None:
    """See that the tracking row is there after a forward script and gone after a rollback, and complete it.

    Raises BadInput, which names the file, where the script has not seen to that.
    """
    table = tracking_table.find(connection, known)
    has_row = table is not None and table.has(connection, job.name)
    if has_row != job.is_forward:
        path = str(job.prepared.script.path)
        verb = "does not record" if job.is_forward else "does not take back the record of"
        hint = _STATEMENT[job.role].format(job.name)
        raise BadInput(f"this script {verb} {job.name}", where=place or path, hint=hint)
    if table and has_row:
        table.complete(connection, job.name, checksum=job.checksum, seconds=seconds)


_STATEMENT = {
    "forward": "add INSERT INTO schema_migrations (migration_name, executed_at) VALUES ('{}', CURRENT_TIMESTAMP);",
    "rollback": "add DELETE FROM schema_migrations WHERE migration_name = '{}';",
}
