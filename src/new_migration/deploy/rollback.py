"""Rolling back what is applied, newest first, and what that would lose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from new_migration.deploy.apply import run_all
from new_migration.deploy.events import Done, Observer, Planned
from new_migration.deploy.job import Job
from new_migration.deploy.losses import Loss, losses
from new_migration.deploy.migrations import Migrations
from new_migration.deploy.scripts import prepared
from new_migration.deploy.session import Terms, at_work, status_on
from new_migration.deploy.state import State, Status, left_behind
from new_migration.deploy.target import connect_to
from new_migration.errors import BadInput, Refused
from new_migration.history.layouts import Script
from new_migration.postgres.database import Connection
from new_migration.proof.irreversible import reason_against


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Which of the applied migrations: those that ``names`` mean, those above number ``to``, or the ``last`` ones.

    ``unfinished``: those named may have been broken off, before they were recorded as applied.
    """

    names: Sequence[str] = ()
    to: int | None = None
    last: int | None = None
    allow_out_of_order: bool = False
    unfinished: bool = False

    def __post_init__(self) -> None:
        if sum((bool(self.names), self.to is not None, self.last is not None)) > 1:
            raise BadInput("names, a number down to which, and how many exclude each other")
        if self.last is not None and self.last < 1:
            raise BadInput("the last how many? 1 or more")


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """The rollback of one migration, and the data that goes with it."""

    job: Job
    losses: Sequence[Loss]

    @property
    def name(self) -> str:
        return self.job.name


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The steps in the order in which they would be run, and the database as messages name it."""

    database: str
    steps: Sequence[Step]

    @property
    def loses_data(self) -> bool:
        return any(step.losses for step in self.steps)


def plan(conninfo: str, folder: Path, choice: Choice) -> Plan:
    """What ``rollback`` would run and what would be lost, without our turn and without a change. Raises as it does."""
    migrations = Migrations.listed(folder)
    with connect_to(conninfo) as connection:
        return _plan(connection, migrations, status_on(connection, migrations), choice)


def rollback(  # noqa: PLR0913 - what is rolled back, where, and what has been agreed to
    conninfo: str,
    folder: Path,
    choice: Choice,
    terms: Terms,
    observer: Observer,
    *,
    agreed: Plan | None = None,
    allow_data_loss: bool = False,
) -> list[Done]:
    """Roll back applied migrations, those with the highest numbers first; what was rolled back.

    ``agreed`` is the plan that somebody has looked at: another one by now is refused. Raises Refused where a rollback
    is missing, empty or declared impossible, where the order would be broken, and where data would be lost without
    ``allow_data_loss``; MigrationFailed, ServerRefused.
    """
    with at_work(conninfo, folder, terms, observer) as work:
        found = _plan(work.connection, work.migrations, work.status(), choice)
        if agreed and [step.name for step in agreed.steps] != [step.name for step in found.steps]:
            raise Refused("what is applied has changed meanwhile", hint="run it again and look at the new plan")
        if found.loses_data and not allow_data_loss:
            lost = "; ".join(str(loss) for step in found.steps for loss in step.losses)
            raise Refused(f"data would be lost: {lost}", hint="pass --allow-data-loss if nobody needs it")
        observer(Planned(names=[step.name for step in found.steps]))
        return run_all(work, [step.job for step in found.steps])


def _plan(connection: Connection, migrations: Migrations, status: Status, choice: Choice) -> Plan:
    names = _chosen(migrations, status, choice)
    rest = [name for name in status.applied if name not in names]
    late = left_behind(migrations, rest, names)
    if late and not choice.allow_out_of_order:
        what = f"out of order: migrations that came after {', '.join(late)} would stay applied"
        raise Refused(what, hint="roll back what came after it first, or pass --allow-out-of-order")
    jobs = [_job(migrations, status, name) for name in names]
    steps = [Step(job=job, losses=losses(connection, job.prepared)) for job in jobs]
    return Plan(database=status.database, steps=steps)


def _chosen(migrations: Migrations, status: Status, choice: Choice) -> list[str]:
    """The names, newest first."""
    newest = list(reversed(status.applied))
    if choice.names:
        names = [each.name for each in status.migrations]
        chosen = set(migrations.chosen(choice.names, names))
        for name in sorted(chosen - set(newest) if not choice.unfinished else ()):
            raise Refused(f"{name} is not applied", hint="migration status shows what is; --unfinished if it broke off")
        return [name for name in reversed(names) if name in chosen]
    if choice.to is not None:
        return [name for name in newest if migrations.number(name) > choice.to]
    return newest[: 1 if choice.last is None else choice.last]


def _job(migrations: Migrations, status: Status, name: str) -> Job:
    standing = next(each for each in status.migrations if each.name == name)
    if standing.state is State.MISSING:
        raise Refused(f"{name} is applied, but its files are missing", hint="get them from where they were applied")
    if standing.state is State.EDITED:
        hint = "get the file as it was applied from git: its rollback belongs to that"
        raise Refused(f"{name} was edited since it was applied", hint=hint)
    script = migrations.script(name, "rollback")
    if script is None:
        file = migrations.folder.path / migrations.by_name[name].rollback_file
        what = "is empty" if file.exists() else "is missing"
        raise Refused(f"{name} cannot be rolled back: its rollback {what}", where=str(file))
    job = Job(name=name, role="rollback", prepared=prepared(script, name, "rollback"), is_there=standing.is_applied)
    return _checked(job, script)


def _checked(job: Job, script: Script) -> Job:
    reason = reason_against(script)
    if reason:
        raise Refused(f"{job.name} cannot be rolled back: {reason}", where=str(script.path))
    if job.prepared.is_empty:
        raise Refused(f"{job.name} cannot be rolled back: its rollback undoes nothing", where=str(script.path))
    return job
