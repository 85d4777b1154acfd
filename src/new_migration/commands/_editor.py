"""Opening new files in the user's editor."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from new_migration.errors import BadInput


@contextmanager
def _standard_output_on_terminal() -> Iterator[None]:
    """Give an editor the terminal also where our own standard output is taken: ``$EDITOR $(new-migration)``."""
    if sys.stdout.isatty() or not sys.stderr.isatty():
        yield
        return
    sys.stdout.flush()
    taken = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        yield
    finally:
        os.dup2(taken, sys.stdout.fileno())
        os.close(taken)


def open_in_editor(paths: Sequence[Path]) -> None:
    try:
        with _standard_output_on_terminal():
            click.edit(filename=[str(path) for path in paths])
    except click.ClickException as error:
        hint = "the files are written; set EDITOR to a program that is there"
        raise BadInput(error.format_message(), where="--edit", hint=hint) from None
