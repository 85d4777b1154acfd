"""Applying what is pending."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from new_migration.deploy import tracking_table
from new_migration.deploy.events import Done, Observer, Planned
from new_migration.deploy.failure import MigrationFailed
from new_migration.deploy.job import Job
from new_migration.deploy.migrations import Migrations
from new_migration.deploy.scripts import Prepared, prepared
from new_migration.deploy.session import Terms, Work, at_work, status_on
from new_migration.deploy.state import State, Status, left_behind
from new_migration.deploy.target import connect_to
from new_migration.deploy.verify import Asking, Verified
from new_migration.errors import BadInput, Refused


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Which of the pending migrations: all, those that ``names`` mean, or those up to number ``to``."""

    names: Sequence[str] = ()
    to: int | None = None
    allow_out_of_order: bool = False

    def __post_init__(self) -> None:
        if self.names and self.to is not None:
            raise BadInput("names and a number up to which exclude each other")


def plan(conninfo: str, folder: Path, choice: Choice) -> tuple[Status, list[Job]]:
    """What ``apply`` would run, without our turn and without a change. Raises as that does before it runs anything."""
    migrations = Migrations.listed(folder)
    with connect_to(conninfo) as connection:
        status = status_on(connection, migrations)
    return status, _jobs(migrations, status, choice)


def apply(
    conninfo: str, folder: Path, choice: Choice, terms: Terms, observer: Observer
) -> tuple[list[Done], list[Verified]]:
    """Apply pending migrations in the order of their numbers; what was applied. Everything is read before any runs.

    Each verify script is asked directly after its migration, for a later one may take back what it claims; what keeps
    one from being asked is told at the end.
    Raises MigrationFailed for the first that does not go through; the ones before it stay. Raises BadInput for a file
    that cannot be run as it is, Refused where the order would be broken, ServerRefused.
    """
    with at_work(conninfo, folder, terms, observer) as work:
        jobs = _jobs(work.migrations, work.status(), choice)
        observer(Planned(names=[job.name for job in jobs]))
        if jobs:
            _see_to_tracking_table(work, jobs)
        asking = Asking(work) if terms.verify and jobs else None
        done = run_all(work, jobs, asking.ask if asking else None)
        return done, asking.answers() if asking else []


def run_all(work: Work, jobs: Sequence[Job], after: Callable[[str], None] | None = None) -> list[Done]:
    """Run scripts one after the other, and call ``after`` with the name of each.

    Raises MigrationFailed, which says what was done before.
    """
    done: list[Done] = []
    for job in jobs:
        try:
            done.append(work.runner.run(job))
        except MigrationFailed as failed:
            failed.before = [each.name for each in done]
            raise
        if after:
            after(job.name)
    return done


def _jobs(migrations: Migrations, status: Status, choice: Choice) -> list[Job]:
    jobs = [_job(migrations, name, status) for name in chosen(migrations, status, choice)]
    if not choice.allow_out_of_order:
        _refuse_disorder(migrations, status, jobs)
    return jobs


def _job(migrations: Migrations, name: str, status: Status) -> Job:
    script = _prepared(migrations, name)
    is_there = status.has_tracking_table and script.makes_only_tracking_table
    return Job(name=name, role="forward", prepared=script, checksum=migrations.checksum(name), is_there=is_there)


def chosen(migrations: Migrations, status: Status, choice: Choice) -> list[str]:
    """The pending migrations that are meant, in order. Raises BadInput for an unknown name, Refused for an applied."""
    if choice.names:
        known = [each.name for each in status.migrations]
        named = set(migrations.chosen(choice.names, known))
        _refuse_applied(status, named)
        return [name for name in status.pending if name in named]
    if choice.to is None:
        return status.pending
    return [name for name in status.pending if migrations.number(name) <= choice.to]


def _refuse_applied(status: Status, named: set[str]) -> None:
    for each in status.migrations:
        if each.name in named and each.is_applied:
            edited = " and was edited since" if each.state is State.EDITED else ""
            raise Refused(f"{each.name} is applied already{edited}", hint="write the change as a new migration")


def _refuse_disorder(migrations: Migrations, status: Status, jobs: Sequence[Job]) -> None:
    names = [job.name for job in jobs]
    # In older projects the table was there before the migration that makes it.
    run = [job.name for job in jobs if not job.is_there]
    rest = [name for name in status.pending if name not in names]
    late = left_behind(migrations, status.applied, run) or left_behind(migrations, run, rest)
    if late:
        what = f"out of order: {', '.join(late)} would come after migrations with higher numbers"
        raise Refused(what, hint="give it the next number, or pass --allow-out-of-order")


def _prepared(migrations: Migrations, name: str) -> Prepared:
    script = migrations.script(name, "forward")
    if script is None:
        file = str(migrations.folder.path / migrations.by_name[name].forward_file)
        raise BadInput("there is nothing in this file to apply", where=file)
    return prepared(script, name, "forward")


def _see_to_tracking_table(work: Work, jobs: Sequence[Job]) -> None:
    if not tracking_table.find(work.connection) and not any(job.prepared.makes_tracking_table for job in jobs):
        tracking_table.create(work.connection)
