"""How applying and rolling back ended, for programs: one JSON object, also where a script does not go through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from new_migration.deploy.failure import MigrationFailed
from new_migration.report import json_text


@contextmanager
def failed_as_json(*, wanted: bool) -> Iterator[None]:
    """Print a failure in the block as an object, if that is wanted, and end with its exit code."""
    from new_migration.deploy_report import failure_object

    try:
        yield
    except MigrationFailed as failed:
        if not wanted:
            raise
        click.echo(json_text(failure_object(failed)))
        click.echo(str(failed), err=True)
        raise click.exceptions.Exit(failed.exit_code) from None
