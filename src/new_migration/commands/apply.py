"""``migration apply``: run what is pending on a database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from new_migration.commands._database import Teller, database_options, folder, is_terminal, run_options
from new_migration.commands._outcome import failed_as_json
from new_migration.errors import BadInput, Refused
from new_migration.kind_command import CONTEXT
from new_migration.report import json_text

if TYPE_CHECKING:
    from new_migration.api import Applied
    from new_migration.deploy.job import Job
    from new_migration.deploy.state import Status


@click.command(name="apply", short_help="Apply pending migrations to a database.", context_settings=CONTEXT)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--to", type=int, metavar="NUMBER", help="Only those up to this number")
@click.option("--record", is_flag=True, help="Run nothing: record those named, which are there already, as applied")
@click.option("--dry-run", is_flag=True, help="Show what would be run")
@click.option("--allow-out-of-order", is_flag=True, help="Also what has a lower number than what is applied")
@click.option("--verify/--no-verify", default=True, help="Ask the verify scripts too [yes]")
@click.option("--yes", is_flag=True, help="Do not ask before anything is run")
@run_options
@database_options
def command(record: bool, dry_run: bool, yes: bool, verify: bool, **given: Any) -> int:
    """Apply pending migrations in the order of their numbers: all, those named, or those up to a number.

    Each file is run as it is. The first that fails ends it; a transaction that failed has left nothing behind.
    """
    if record:
        return _Record(given, verify=verify).run(dry_run=dry_run, yes=yes)
    return _Apply(given).run(dry_run=dry_run, yes=yes, verify=verify)


class _Apply:
    """One run of the command."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.as_json = given.pop("as_json")
        self.where = given.pop("database_url"), folder(given.pop("directory"), given.pop("config"))
        self.wait, self.retries = given.pop("wait"), given.pop("retries")
        self.choice = given

    def run(self, *, dry_run: bool, yes: bool, verify: bool) -> int:
        from new_migration import api

        if dry_run or (is_terminal() and not yes and not self.as_json):
            status, jobs = api.plan_apply(*self.where, **self.choice)
            if dry_run:
                return self._show(jobs)
            if jobs:
                _ask(status, jobs)
        with Teller("applied", quiet=self.as_json) as teller, failed_as_json(wanted=self.as_json):
            applied = api.apply(
                *self.where, **self.choice, wait=self.wait, retries=self.retries, verify=verify, observer=teller
            )
        self._report(applied)
        return 0 if applied.holds else 1

    def _show(self, jobs: Sequence[Job]) -> int:
        from new_migration.deploy_report import would_apply_object

        if self.as_json:
            click.echo(json_text(would_apply_object(jobs)))
            return 0
        for job in jobs:
            how = "in one transaction" if job.prepared.is_transactional else "statement by statement"
            click.echo(f"{job.name}: would be {'recorded only' if job.is_there else f'applied {how}'}")
        if not jobs:
            click.echo("nothing is pending", err=True)
        return 0

    def _report(self, applied: Applied) -> None:
        from new_migration.deploy_report import applied_object

        if self.as_json:
            click.echo(json_text(applied_object(applied)))
            return
        if not applied.done:
            click.echo("nothing is pending", err=True)
        for each in applied.verified:
            for claim in each.claims:
                if not claim.holds:
                    click.echo(f"{each.name}: NOT true: {claim.text}")


class _Record:
    """One run with ``--record``."""

    def __init__(self, given: dict[str, Any], *, verify: bool) -> None:
        if given["to"] is not None or given["allow_out_of_order"]:
            what = "--record takes names alone: it has no use for --to and --allow-out-of-order"
            raise BadInput(what, hint="name each migration that is there already")
        self.as_json = given["as_json"]
        self.where = given["database_url"], folder(given["directory"], given["config"])
        self.names, self.wait, self.verify = given["names"], given["wait"], verify

    def run(self, *, dry_run: bool, yes: bool) -> int:
        from new_migration import api
        from new_migration.deploy_report import recorded_object, would_record_object

        if dry_run or not yes:
            status, names = api.plan_record(*self.where, names=self.names)
            if dry_run:
                self._show(names, would_record_object, "would be recorded as applied")
                return 0
            self._ask(status, names)
        with Teller("recorded", quiet=self.as_json) as teller:
            names = api.record(*self.where, names=self.names, wait=self.wait, verify=self.verify, observer=teller)
        self._show(names, recorded_object, "recorded as applied")
        return 0

    def _show(self, names: Sequence[str], as_object: Callable[[Sequence[str]], dict[str, Any]], said: str) -> None:
        click.echo(json_text(as_object(names)) if self.as_json else "\n".join(f"{name}: {said}" for name in names))

    def _ask(self, status: Status, names: Sequence[str]) -> None:
        """Raises Refused unless somebody says yes."""
        if self.as_json or not is_terminal():
            raise Refused("nobody has agreed that these are applied already", hint="pass --yes")
        _confirm(names, f"record as applied to {status.database}, without running?", "recorded")


def _ask(status: Status, jobs: Sequence[Job]) -> None:
    """Raises Refused unless somebody says yes."""
    _confirm([job.name for job in jobs], f"apply to {status.database}?", "applied")


def _confirm(names: Sequence[str], question: str, verb: str) -> None:
    for name in names:
        click.echo(f"  {name}", err=True)
    if not click.confirm(question, err=True):
        raise Refused(f"nothing was {verb}", hint="--yes goes on without a question")
