"""Looks on while a script runs: what of it is done, and that the tracking row follows."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from new_migration.deploy.executors import OWN_RESET
from new_migration.deploy.job import Job
from new_migration.deploy.overseer import Overseer
from new_migration.deploy.recorder import Recorder
from new_migration.deploy.turn import Turn
from new_migration.errors import Place
from new_migration.postgres.database import Connection, in_transaction
from new_migration.postgres.message import Ending
from new_migration.postgres.pooler import server_process
from new_migration.postgres.refusals import StatementRefused
from new_migration.postgres.scripts import Notice
from new_migration.postgres.sql import Statement


@dataclass(slots=True, kw_only=True)
class Watch:
    """Counts the statements of one script, through all its tries, and records it before its COMMIT.

    ``done``: those whose work stays. ``is_at_once``: all of them are one message, which records the script itself.
    ``is_committing``: a COMMIT was sent, and no answer has come.
    """

    job: Job
    overseer: Overseer
    our_turn: Turn
    recorder: Recorder
    is_pooled: bool
    start: float
    done: list[Statement] = field(default_factory=list)
    is_recorded: bool = False
    is_at_once: bool = False
    is_committing: bool = False

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.start

    @property
    def to_run(self) -> Sequence[Statement]:
        """All statements; after a try of the transaction at the end, that, with the settings before it."""
        prepared = self.job.prepared
        if prepared.begin is None or not self.done:
            return prepared.statements
        settings = [each for each in prepared.statements[: prepared.begin] if each.kind == "VariableSetStmt"]
        return [*settings, *prepared.statements[prepared.begin :]]

    @property
    def left(self) -> list[Statement]:
        """Those that are not done, in their order."""
        done = {each.offset for each in self.done}
        return [each for each in self.job.prepared.statements if each.offset not in done]

    @property
    def can_repeat(self) -> bool:
        """Whether a failure leaves only a transaction to run, which has been taken back."""
        prepared = self.job.prepared
        if prepared.is_transactional:
            return True
        return prepared.begin is not None and len(self.done) >= prepared.begin

    def broke_off(self) -> None:
        """What the transaction had done was taken back."""
        begin = self.job.prepared.begin
        if begin is not None and not self.is_committed:
            offset = self.job.prepared.statements[begin].offset
            self.done = [each for each in self.done if each.offset < offset]
            self.is_recorded = False

    @property
    def is_committed(self) -> bool:
        return any(each.control == "COMMIT" for each in self.done)

    def record(self, place: Place | None = None) -> None:
        """See to the tracking row. Raises BadInput if the script has not."""
        job, script = self.job, self.job.prepared.script
        if job.is_forward:
            self.recorder.settle(job.name, script, job.checksum, seconds=self.seconds, place=place)
        else:
            self.recorder.settle_rollback(job.name, script, place=place)
        self.is_recorded = True

    def ending(self) -> Ending | None:
        """What can be sent together with the whole script; None where it must be seen to while it runs."""
        job, prepared = self.job, self.job.prepared
        if self.is_pooled or not job.is_forward or not prepared.is_one_message:
            return None
        completion = self.recorder.completion(job.name, prepared.script, job.checksum, seconds=self.seconds)
        self.is_at_once = completion is not None
        return Ending(checks=(self.our_turn.server_check, completion), reset=OWN_RESET) if completion else None

    def takes(self, notice: Notice) -> bool:  # noqa: ARG002 - notices are for the user
        return False

    @contextmanager
    def around(self, connection: Connection, statement: Statement, place: Place) -> Iterator[None]:
        """Raises BadInput before a COMMIT where the tracking row is not as it must be: then nothing is committed."""
        is_commit = statement.control == "COMMIT"
        if is_commit or not in_transaction(connection):
            self.our_turn.check()
        if is_commit:
            self.record(place)
        self.is_committing = is_commit or self.is_at_once
        pid = server_process(connection) if self.is_pooled else connection.info.backend_pid
        with self.overseer.during(connection, pid, self.job.name):
            try:
                yield
            except StatementRefused as refused:
                if self.is_at_once and refused.sqlstate and refused.where != self._end(place):
                    self.is_committing = False  # the server itself says that it did not come so far
                raise
        self.is_committing = False
        self.is_recorded = self.is_recorded or self.is_at_once
        if not any(each.offset == statement.offset for each in self.done):
            self.done.append(statement)

    def _end(self, place: Place) -> Place:
        """The place of the last statement."""
        return Place.at_offset(place.name, place.text, self.job.prepared.statements[-1].offset)
