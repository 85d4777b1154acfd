"""``migration checklist``: what has to be done to deploy migrations, for a pull request."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from new_migration.commands._database import database_options, settings
from new_migration.kind_command import CONTEXT

if TYPE_CHECKING:
    from new_migration.deploy.checklist import Checklist
    from new_migration.history.config import Settings


@click.command(name="checklist", short_help="Print the checklist of a deployment.", context_settings=CONTEXT)
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@database_options
def command(names: tuple[str, ...], as_json: bool, **where: str | None) -> int:
    """Print, as Markdown, what has to be done to deploy migrations, with the commands; what is done is ticked.

    What is ticked is known: from the files, from what migration check has proven, and from the database if one is
    named. The exit code is 1 if one of these facts speaks against the deployment.
    """
    from new_migration import checklist_report
    from new_migration.report import json_text

    found = _checklists(names, where["database_url"], settings(where["directory"], where["config"]))
    options = [word for name in ("directory", "config") if (value := where[name]) for word in (f"--{name}", value)]
    if as_json:
        click.echo(json_text(checklist_report.as_object(found, options)))
    else:
        click.echo(checklist_report.as_markdown(found, options))
    return 1 if any(each.has_failed for each in found) else 0


def _checklists(names: tuple[str, ...], database_url: str | None, current: Settings) -> list[Checklist]:
    from new_migration.deploy.checklist import checklists
    from new_migration.deploy.target import is_named, target
    from new_migration.proof.history_check import Terms
    from new_migration.report import shown

    return checklists(
        Path(shown(current.directory)),
        names,
        width=current.width,
        terms=Terms(server=current.server, major=int(current.postgres or 0)),
        conninfo=target(database_url, os.environ) if is_named(database_url, os.environ) else None,
    )
