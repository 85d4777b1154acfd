"""``migration rollback``: take applied migrations back, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from new_migration.commands._database import Teller, database_options, folder, is_terminal, run_options
from new_migration.commands._outcome import failed_as_json
from new_migration.errors import Refused
from new_migration.kind_command import CONTEXT
from new_migration.report import json_text

if TYPE_CHECKING:
    from new_migration.deploy.rollback import Plan, Step


@click.command(name="rollback", short_help="Roll back applied migrations.", context_settings=CONTEXT)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--to", type=int, metavar="NUMBER", help="All those above this number")
@click.option("--last", type=click.IntRange(1), metavar="N", help="The N with the highest numbers [1]")
@click.option("--dry-run", is_flag=True, help="Show what would be run, and what would be lost")
@click.option("--allow-out-of-order", is_flag=True, help="Also below migrations that stay applied")
@click.option("--allow-data-loss", is_flag=True, help="Also where data goes with what is dropped")
@click.option("--unfinished", is_flag=True, help="A migration that was broken off and is not recorded as applied")
@click.option("--yes", is_flag=True, help="Do not ask before anything is run")
@run_options
@database_options
def command(dry_run: bool, yes: bool, **given: Any) -> int:
    """Roll back applied migrations, newest first; without names or a number, the one with the highest number.

    Before anything is run, it shows what would be lost: rows of tables and values of columns that are dropped.
    """
    return _Rollback(given).run(dry_run=dry_run, yes=yes)


class _Rollback:
    """One run of the command."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.as_json = given.pop("as_json")
        self.where = given.pop("database_url"), folder(given.pop("directory"), given.pop("config"))
        self.wait, self.retries = given.pop("wait"), given.pop("retries")
        self.allow_data_loss = given.pop("allow_data_loss")
        self.choice = given

    def run(self, *, dry_run: bool, yes: bool) -> int:
        from new_migration import api
        from new_migration.deploy_report import rolled_back_object

        plan = api.plan_rollback(*self.where, **self.choice)
        self._show(plan, is_result=dry_run)
        if dry_run or not plan.steps:
            return 0
        allow = self._is_agreed(plan, yes=yes) or self.allow_data_loss
        with Teller("rolled back", quiet=self.as_json) as teller, failed_as_json(wanted=self.as_json):
            done = api.rollback(
                *self.where, **self.choice, wait=self.wait, retries=self.retries, observer=teller,
                agreed=plan, allow_data_loss=allow,
            )  # fmt: skip
        if self.as_json:
            click.echo(json_text(rolled_back_object(done, plan)))
        return 0

    def _show(self, plan: Plan, *, is_result: bool) -> None:
        from new_migration.deploy_report import would_roll_back_object

        if self.as_json:
            if is_result or not plan.steps:
                click.echo(json_text(would_roll_back_object(plan)))
            return
        click.echo(f"{plan.database}: {'to roll back' if plan.steps else 'nothing to roll back'}", err=True)
        for step in plan.steps:
            click.echo(f"{step.name}: {_losses(step)}" if is_result else f"  {step.name}: {_losses(step)}",
                       err=not is_result)  # fmt: skip

    def _is_agreed(self, plan: Plan, *, yes: bool) -> bool:
        """Whether somebody has typed that what is lost may go. Raises Refused if nobody has agreed at all."""
        if yes:
            return False
        if self.as_json or not is_terminal():
            raise Refused("nobody has agreed to this rollback", hint="pass --yes")
        number = plan.steps[-1].name.partition("_")[0]
        typed = click.prompt(f"type {number} to go on", default="", show_default=False, err=True)
        if typed.strip() != number:
            raise Refused("nothing was rolled back")
        return True


def _losses(step: Step) -> str:
    return "; ".join(f"loses {loss}" for loss in step.losses) or "nothing lost"
