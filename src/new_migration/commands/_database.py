"""What the verbs that work on a database have in common: how they are told which, and how they tell what happens."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from new_migration.deploy import events
from new_migration.deploy_report import event_lines
from new_migration.report import shown

if TYPE_CHECKING:
    from new_migration.history.config import Settings

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--database-url", metavar="URL", help="Database [DATABASE_URL, PGHOST …, or DB_HOST …]"),
    click.option("--directory", metavar="FOLDER", help="Migrations folder [database/migrations]"),
    click.option("--config", metavar="FILE", help="Config file, instead of the one found upward"),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object"),
)


def database_options(command: F) -> F:
    """Which database and folder, and how to print."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def run_options(command: F) -> F:
    """How long to wait for others."""
    for option in (
        click.option("--retries", type=click.IntRange(0), default=5, metavar="N",
                     help="Tries more of a transaction that others' locks stop [5]"),
        click.option("--wait", type=click.FloatRange(0), default=60, metavar="SECONDS",
                     help="How long to wait for another run to end [60]"),
    ):  # fmt: skip
        command = option(command)
    return command


def folder(directory: str | None, config: str | None) -> Path:
    """The migrations folder, as short as messages can say it. Raises BadInput for a broken config file."""
    return Path(shown(settings(directory, config).directory))


def settings(directory: str | None, config: str | None) -> Settings:
    from new_migration.history.config import load_settings

    return load_settings(
        cwd=Path.cwd(),
        environment=os.environ,
        config_file=Path(config) if config else None,
        overrides={"directory": directory},
    )


def is_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


class Teller:
    """An observer for people: results on standard output, all else on standard error; ``verb`` as in ``applied``."""

    def __init__(self, verb: str, *, quiet: bool) -> None:
        self._verb, self._quiet = verb, quiet
        self._stack = ExitStack()
        self._step: Callable[[str], None] = lambda _: None

    def __enter__(self) -> Teller:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def __call__(self, event: events.Event) -> None:
        if isinstance(event, events.Planned) and not self._quiet:
            from new_migration.progress import progress

            self._step = self._stack.enter_context(progress(len(event.names)))
        elif isinstance(event, events.Done):
            if not self._quiet:
                _tell(f"{event.name}: {self._verb} ({event.seconds:.2f} s)")
            self._step(event.name)
        else:
            for line in event_lines(event):
                _tell(line, err=True)


def _tell(line: str, *, err: bool = False) -> None:
    """Print a line; that nobody reads it any more must not stop a run in the middle."""
    with suppress(BrokenPipeError):
        click.echo(line, err=err)
