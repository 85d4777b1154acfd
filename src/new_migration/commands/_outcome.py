"""How applying and rolling back ended, for programs: one JSON object, also where a script does not go through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from new_migration.deploy.failure import MigrationFailed
from new_migration.report import json_text


@contextmanager
def failed_as_json(*, wanted: bool) -> Iterator[None]:
    """Print a failure in the block as an object, if that is wanted, and end with its exit code."""
    try:
        yield
    except MigrationFailed as failed:
        if not wanted:
            raise
        click.echo(json_text(_object(failed)))
        click.echo(str(failed), err=True)
        raise click.exceptions.Exit(failed.exit_code) from None


def _object(failed: MigrationFailed) -> dict[str, Any]:
    where = failed.where
    return {
        "error": str(failed),
        "exit_code": failed.exit_code,
        "done_before": list(failed.before),
        "failed": {
            "name": failed.name,
            "script": failed.role,
            "file": where.name if where else None,
            "line": where.line or None if where else None,
            "column": where.column or None if where else None,
            "message": failed.what,
            "hint": failed.hint or None,
            "undone": failed.is_undone,
            "statements_done": [each.text for each in failed.done],
            "statements_left": [each.text for each in failed.left],
            "invalid_indexes": list(failed.invalid),
        },
    }
