"""Runs a script of a migration, and sees that the tracking row follows: in the same transaction where it has one."""

from __future__ import annotations

import random
import time
from contextlib import suppress

from new_migration.deploy.events import Done, Observer, Retrying, Started, Told
from new_migration.deploy.executors import WORK_KEY, Own, executor_for
from new_migration.deploy.failure import Interrupted, MigrationFailed
from new_migration.deploy.invalid_indexes import drop_left_overs, invalid_indexes
from new_migration.deploy.job import Job
from new_migration.deploy.overseer import Overseer
from new_migration.deploy.recorder import Recorder
from new_migration.deploy.turn import Turn, wait_for
from new_migration.deploy.watch import Watch
from new_migration.errors import MigrationError, Place, Refused, ServerRefused
from new_migration.postgres.database import Connection
from new_migration.postgres.refusals import StatementRefused
from new_migration.postgres.scripts import Notice, run_script
from new_migration.postgres.sql import Statement

# lock_not_available (a lock_timeout) and deadlock_detected (PostgreSQL 18, appendix A).
_BUSY = {"55P03": "lock timeout", "40P01": "deadlock"}
_CANCELLED = "57014"

# Seconds: between two tries of a transaction, doubled each time.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0


class Runner:
    """Runs jobs on one connection while it is our turn. ``retries``: of a transaction that others' locks stopped.

    Waits, at most ``wait`` seconds, for a statement that a killed run has left running. Raises Refused, ServerRefused.
    """

    def __init__(  # noqa: PLR0913 - what it works with, and how
        self,
        connection: Connection,
        our_turn: Turn,
        overseer: Overseer,
        observer: Observer,
        *,
        retries: int,
        wait: float,
    ) -> None:
        self.connection = connection
        self._turn, self._overseer, self._observer, self._retries = our_turn, overseer, observer, retries
        self._recorder = Recorder(connection)
        self.executor = executor_for(connection)
        if isinstance(own := self.executor, Own):
            wait_for(lambda: own.take(connection), connection, WORK_KEY, wait=wait, observer=observer)

    def run(self, job: Job) -> Done:
        """Run one script. Raises MigrationFailed if it does not go through, ServerRefused if we may not go on.

        A KeyboardInterrupt says what of a script that is not one transaction is done, and how to go on.
        """
        if self._overseer.is_time_up:
            raise Refused("the time is up", hint="run it again: it goes on where this run stopped")
        self._turn.check()
        self._observer(Started(name=job.name))
        watch = Watch(
            job=job,
            overseer=self._overseer,
            our_turn=self._turn,
            recorder=self._recorder,
            is_pooled=not isinstance(self.executor, Own),
            start=time.monotonic(),
        )
        invalid = self._invalid() if not job.prepared.is_transactional else set()
        try:
            self._repeat(job, watch)
        except MigrationError as error:
            raise self._failed(job, watch, error, invalid) from error
        except KeyboardInterrupt:
            if job.prepared.is_transactional:
                raise
            raise KeyboardInterrupt(str(self._interrupted(job, watch, invalid))) from None
        done = Done(name=job.name, seconds=watch.seconds)
        self._observer(done)
        return done

    def _repeat(self, job: Job, watch: Watch) -> None:
        """Try until the locks of others do not stop it any more, or it was tried often enough."""
        for attempt in range(1, self._retries + 2):
            try:
                return self._run(job, watch)
            except MigrationError as error:
                watch.broke_off()
                reason = _BUSY.get(error.sqlstate, "") if isinstance(error, StatementRefused) else ""
                if attempt > self._retries or not reason or not watch.can_repeat:
                    raise
                self._pause(job, reason, attempt)
        return None

    def _run(self, job: Job, watch: Watch) -> None:
        if job.is_there == job.is_forward:
            self._recorder.add(job.name)
        if job.is_there and job.is_forward:
            return
        if not job.prepared.is_transactional:
            self._clean_up(job)
        script = job.prepared.script
        run_script(
            self.connection,
            script.text,
            name=str(script.path),
            statements=watch.to_run,
            together=job.prepared.is_transactional,
            executor=self.executor,
            ending=watch.ending(),
            watch=watch,
            on_notice=lambda notice: self._observer(Told(name=job.name, notice=notice)),
        )
        if not watch.is_recorded:
            watch.record()

    def _clean_up(self, job: Job) -> None:
        for index in drop_left_overs(self.connection, job.prepared):
            said = f"the invalid index {index}, left by a build that was broken off, is dropped first"
            self._observer(Told(name=job.name, notice=Notice(severity="NOTICE", message=said, detail="", hint="")))

    def _pause(self, job: Job, reason: str, attempt: int) -> None:
        longest = min(_FIRST_PAUSE * 2 ** (attempt - 1), _LONGEST_PAUSE)
        seconds = random.uniform(longest / 2, longest)  # so that two who stop each other do not do so again
        self._observer(
            Retrying(name=job.name, reason=reason, attempt=attempt, attempts=self._retries + 1, seconds=seconds)
        )
        self._overseer.forget()
        time.sleep(max(0.0, min(seconds, self._overseer.seconds_left)))

    def _interrupted(self, job: Job, watch: Watch, invalid: set[str]) -> MigrationFailed:
        watch.broke_off()
        script, left = job.prepared.script, [each for each in watch.left if _matters(each)]
        place = Place.at_offset(str(script.path), script.text, left[0].offset) if left else None
        return self._failed(job, watch, Interrupted("interrupted", where=place), invalid)

    def _failed(self, job: Job, watch: Watch, error: MigrationError, invalid: set[str]) -> MigrationFailed:
        self._explain(error)
        is_undone = job.prepared.is_transactional
        failed = MigrationFailed(error, name=job.name, role=job.role, is_undone=is_undone, again=job.command)
        failed.is_unknown = watch.is_committing and (self.connection.closed or failed.is_interrupted)
        if job.is_unfinished:
            self._forget(job)
        if not is_undone:
            failed.done = [each for each in watch.done if _matters(each)]
            failed.left = [each for each in watch.left if _matters(each)]
            failed.invalid = sorted(self._invalid() - invalid)
        if failed.where is None:
            script = job.prepared.script
            failed.where = Place(name=str(script.path), text=script.text)
        return failed

    def _forget(self, job: Job) -> None:
        """What is neither applied nor undone counts as pending, as before."""
        with suppress(ServerRefused):
            self._recorder.remove(job.name)

    def _explain(self, error: MigrationError) -> None:
        """Say what else is known: who held the lock, that the time was up, that the connection was lost."""
        sqlstate = error.sqlstate if isinstance(error, StatementRefused) else ""
        if sqlstate in _BUSY and self._overseer.seen:
            error.what = "\n".join([error.what, *(f"held by {each}" for each in self._overseer.seen)])
        if sqlstate == _CANCELLED and self._overseer.is_time_up:
            error.hint = "the time for this run is up"
        if self.connection.closed and not isinstance(error, Interrupted):  # which ends it itself
            error.hint = "the connection was lost: migration status says what is applied, the next run goes on there"

    def _invalid(self) -> set[str]:
        """The invalid indexes, as far as the connection still says so."""
        with suppress(ServerRefused):
            return set(invalid_indexes(self.connection))
        return set()


def _matters(statement: Statement) -> bool:
    return statement.kind != "VariableSetStmt"
