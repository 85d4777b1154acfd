"""``migration verify``: ask the verify scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from new_migration.commands._database import database_options, folder
from new_migration.kind_command import CONTEXT
from new_migration.report import json_text

if TYPE_CHECKING:
    from new_migration.deploy.verify import Verified


@click.command(name="verify", short_help="Ask whether what migrations claim is true.", context_settings=CONTEXT)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--all", "everything", is_flag=True, help="All that are applied: later ones may have undone a claim")
@database_options
def command(names: tuple[str, ...], everything: bool, as_json: bool, **where: str | None) -> int:
    """Run verify scripts, read-only, and print each claim with its truth; without names, the last applied one's."""
    from new_migration import api
    from new_migration.deploy_report import verified_object

    if names and everything:
        raise click.UsageError("--all is all migrations, and names are some")
    path = folder(where["directory"], where["config"])
    found = api.verify(where["database_url"], path, names=names, everything=everything)
    if as_json:
        click.echo(json_text(verified_object(found)))
    else:
        for each in found:
            for line in _lines(each):
                click.echo(line)
    return 0 if all(each.holds for each in found) else 1


def _lines(each: Verified) -> list[str]:
    if not each.claims:
        return [f"{each.name}: has no verify script"]
    return [f"{each.name}: {'true' if claim.holds else 'NOT true'}: {claim.text}" for claim in each.claims]
