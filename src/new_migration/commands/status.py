"""``migration status``: which migrations are applied to a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from new_migration.commands._database import database_options, folder
from new_migration.kind_command import CONTEXT
from new_migration.text_table import printable

if TYPE_CHECKING:
    from new_migration.deploy.state import Standing, Status


@click.command(name="status", short_help="Show what is applied to a database.", context_settings=CONTEXT)
@click.option("--check", is_flag=True, help="Exit code 1 if anything is pending, edited or missing")
@database_options
def command(check: bool, database_url: str | None, directory: str | None, config: str | None, as_json: bool) -> int:
    """Show which migrations are applied to a database, which are pending, and what is wrong between the two."""
    from new_migration import api
    from new_migration.deploy_report import status_object
    from new_migration.report import json_text

    found = api.status(database_url, folder(directory, config))
    click.echo(json_text(status_object(found)) if as_json else _text(found))
    if not as_json:
        click.echo(_summary(found), err=True)
    return 1 if check and not found.is_clean else 0


def _text(found: Status) -> str:
    """A line a migration."""
    width = max((len(printable(each.name)) for each in found.migrations), default=0)
    return "\n".join(_line(each, width) for each in found.migrations)


def _line(each: Standing, width: int) -> str:
    line = f"{printable(each.name):{width}}  {each.state}"
    if each.record is None:
        return line
    seconds = "" if each.record.seconds is None else f" in {each.record.seconds:.2f} s"
    by = f" by {each.record.executed_by}" if each.record.executed_by else ""
    return f"{line}  {each.record.executed_at[:19]}{by}{seconds}"


def _summary(found: Status) -> str:
    from new_migration.deploy.state import State

    counts = {state: len(found.named(state)) for state in State}
    said = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    return f"{found.database}: {said or 'no migrations'}"
