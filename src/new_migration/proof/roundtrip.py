"""The proof that a rollback undoes its migration, and that the migration then applies again, on a real server.

S0 → verify is not all true → forward → S1 → verify is all true → rollback → S2 → verify is not all true → forward → S3.
Proven when S2 = S0, S3 = S1, and the rows that were there before are there after the rollback, unchanged; where it
declares that data of theirs is lost, proven but for that, which is counted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from new_migration.errors import MigrationError
from new_migration.history.layouts import Pair, Script
from new_migration.history.layouts.sql_text import is_empty
from new_migration.postgres.scripts import Notice
from new_migration.postgres.snapshot import Snapshot, difference
from new_migration.proof.declared_loss import declared_losses, names_one_of
from new_migration.proof.irreversible import reason_against
from new_migration.proof.locks import Tracer
from new_migration.proof.outcome import Deviation, Outcome, Phase, Proof
from new_migration.proof.statement_trace import StatementTrace
from new_migration.proof.verification import Claim, claims, reasons_if_false, reasons_if_true
from new_migration.proof.workbench import Workbench

__all__ = ["Outcome", "Proof", "Scripts", "prove", "prove_on"]

# Runs the application after a phase; what it says against the migration, or "".
Application = Callable[[Phase], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scripts:
    """One migration's texts where there is no folder. ``verify`` may be empty: there is none."""

    name: str
    forward: str
    rollback: str
    verify: str = ""

    def pair(self) -> Pair:
        """As a pair, with the file names of DESIGN, section 4."""
        texts = {f"{self.name}.sql": self.forward, f"rollback-{self.name}.sql": self.rollback}
        forward, rollback = (Script(path=Path(name), text=text, wrapped=False) for name, text in texts.items())
        verify = Script(path=Path(f"verify-{self.name}.sql"), text=self.verify, wrapped=False) if self.verify else None
        return Pair(name=self.name, forward=forward, rollback=rollback, verify=verify)


def prove(conninfo: str, scripts: Scripts, *, on_notice: Callable[[Notice], None] | None = None) -> Proof:
    """Prove one migration on a database in the state before it and with the rows that it has."""
    with Workbench(conninfo, on_notice=on_notice) as bench:
        return prove_on(bench, scripts.pair(), rows=0)[0]


def prove_on(
    bench: Workbench, pair: Pair, *, rows: int, trace: bool = False, application: Application | None = None
) -> tuple[Proof, bool]:
    """Prove one migration on a database in the state before it, and say whether it is in the state after it now.

    Every table gets ``rows`` rows first. A script that fails is an outcome and no exception. Raises ServerRefused only
    if the server cannot be reached or asked.
    """
    trial = _Trial(bench, pair, trace=trace, application=application)
    start = time.monotonic()
    try:
        trial.run(rows)
    except _ScriptError as failed:
        trial.fail(failed.when, failed.error)
    return trial.proof(time.monotonic() - start), trial.is_applied()


class _ScriptError(Exception):
    """Tells what a script does wrong from what goes wrong with the proof itself."""

    def __init__(self, when: str, error: MigrationError) -> None:
        super().__init__(str(error))
        self.when = when
        self.error = error


class _Trial:
    """One proof while it runs."""

    def __init__(self, bench: Workbench, pair: Pair, *, trace: bool, application: Application | None) -> None:
        self.bench, self.pair = bench, pair
        self.application = application
        self.trace = trace
        self.outcome = Outcome.PROVEN
        self.reasons: list[str] = []
        self.suspect: Script | None = None  # the script that the first reason speaks against
        self.notes: list[str] = []
        self.deviations: list[Deviation] = []
        self.lost: list[str] = []
        self.locks: list[tuple[Phase, tuple[StatementTrace, ...]]] = []
        self.failure: tuple[str, MigrationError] | None = None
        self.irreversible = ""
        self.applied: Snapshot | None = None  # S1

    def run(self, rows: int) -> None:
        pair, bench = self.pair, self.bench
        self.irreversible = reason_against(pair.rollback) if pair.rollback else pair.irreversible
        if rows:
            self.notes += map(str, bench.fill(rows))
        before = bench.state()
        if pair.rollback:
            bench.remember_rows()
        self._expect_not_all_true("before the migration")
        self._forward(Phase.FORWARD)
        self.applied = bench.state()
        self._expect_all_true("after the migration")
        self._run_application(Phase.FORWARD)
        if self.irreversible:
            return
        if not pair.rollback:
            if not is_empty(pair.forward.text):
                self._object(_NO_ROLLBACK, pair.forward)
            return
        self._run(pair.rollback, Phase.ROLLBACK)
        self._compare(before, Phase.ROLLBACK)
        self._compare_rows(pair.rollback)
        for change in bench.loose_changes():
            self._object(f"{change} after {Phase.ROLLBACK}", pair.rollback)
        self._expect_not_all_true("after the rollback")
        self._run_application(Phase.ROLLBACK)
        self._forward(Phase.FORWARD_AGAIN)
        self._compare(self.applied, Phase.FORWARD_AGAIN)
        self._run_application(Phase.FORWARD_AGAIN)

    def fail(self, when: str, error: MigrationError) -> None:
        """A script was refused."""
        self.failure = when, error
        self.reasons.append(f"{when}: {error}")

    def proof(self, seconds: float) -> Proof:
        soft = (*(str(each) for each in self.deviations if each.soft), *self.lost)
        when, error = self.failure or ("", None)
        hard = tuple(str(each) for each in self.deviations if not each.soft)
        suspect = self.pair.rollback if hard else self.suspect
        return Proof(
            name=self.pair.name,
            outcome=self._outcome(hard=bool(hard), soft=bool(soft)),
            reasons=(*hard, *self.reasons),
            file=str(suspect.path) if suspect else "",
            soft=soft,
            deviations=tuple(self.deviations),
            irreversible=self.irreversible,
            error=error,
            phase=when,
            notes=tuple(self.notes),
            locks=tuple(self.locks),
            seconds=seconds,
            fingerprint=self.applied.fingerprint() if self.applied else "",
        )

    def _outcome(self, *, hard: bool, soft: bool) -> Outcome:
        if self.failure and not hard:  # with a difference, the failure of what comes after it only follows
            return Outcome.FAILED
        if hard or self.reasons:
            return Outcome.NOT_PROVEN
        if self.irreversible:
            return Outcome.IRREVERSIBLE
        return Outcome.PROVEN_BUT_FOR if soft else Outcome.PROVEN

    def is_applied(self) -> bool:
        """Whether the schema is the one that the forward script made of the one before."""
        return self.applied is not None and not difference(self.applied, self.bench.state())

    def _forward(self, phase: Phase) -> None:
        self._run(self.pair.forward, phase)
        if self.pair.is_tracked and not self.bench.is_recorded(self.pair.name):
            said = f"{self.pair.forward.path} does not record {self.pair.name} in schema_migrations"
            self._object(said, self.pair.forward)

    def _run(self, script: Script, phase: Phase) -> None:
        tracer = Tracer() if self.trace and phase is not Phase.FORWARD_AGAIN else None
        try:
            with self._as_failure(_WORDS[phase]):
                self.bench.run(script, watch=tracer)
        finally:
            if tracer:
                self.locks.append((phase, tracer.traces))

    @contextmanager
    def _as_failure(self, when: str) -> Iterator[None]:
        try:
            yield
        except MigrationError as error:
            raise _ScriptError(when, self.bench.trouble(error)) from error

    def _compare(self, expected: Snapshot, phase: Phase) -> None:
        """Add how the schema differs; once, what the rollback left and is still there after the second forward."""
        told = [each.difference for each in self.deviations]
        found = [each for each in difference(expected, self.bench.state()) if each not in told]
        self.deviations += [Deviation(difference=each, phase=phase) for each in found]

    def _compare_rows(self, rollback: Script) -> None:
        """Add what the rows have lost: as a reason, unless the rollback declares it."""
        declared = declared_losses(rollback)
        for loss in self.bench.lost_rows():
            said = f"{loss} after {Phase.ROLLBACK}"
            if not declared:
                self._object(said, rollback)
            elif loss.is_surplus or not names_one_of(declared, loss.tables):
                self._object(f"{said}, which is not what it declares as lost ({'; '.join(declared)})", rollback)
            else:
                self.lost.append(f"{said}, as it declares")

    def _expect_not_all_true(self, when: str) -> None:
        self._verify(reasons_if_true, when)

    def _expect_all_true(self, when: str) -> None:
        self._verify(reasons_if_false, when)

    def _verify(self, reasons: Callable[[Sequence[Claim], Script, str], Iterable[str]], when: str) -> None:
        verify = self.pair.verify
        if verify:
            with self._as_failure(f"verify {when}"):
                found = claims(self.bench.ask(verify), verify)
            for reason in reasons(found, verify, when):
                self._object(reason, verify)

    def _run_application(self, phase: Phase) -> None:
        if self.application:
            script = self.pair.rollback if phase is Phase.ROLLBACK else self.pair.forward
            self._object(self.application(phase), script)

    def _object(self, reason: str, script: Script | None) -> None:
        """Add what speaks against a script, once."""
        if reason and reason not in self.reasons:
            self.suspect = self.suspect or script
            self.reasons.append(reason)


_NO_ROLLBACK = "has no rollback: there is no file, or no statement in it"
_WORDS = {
    Phase.FORWARD: "forward",
    Phase.ROLLBACK: "rollback",
    Phase.FORWARD_AGAIN: "forward again, after the rollback",
}
