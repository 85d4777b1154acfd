"""A progress bar on the terminal for what takes long. On standard error, and only where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Fewer are done before anybody looks.
FEW = 10
# A bar that fills its line cannot be taken away again.
NARROW = 40

Step = Callable[[str], None]


@contextmanager
def progress(total: int) -> Iterator[Step]:
    """Call what this gives with the name of each thing that is done."""
    if total <= FEW or not sys.stderr.isatty():
        yield lambda _: None
        return
    with _bar(total) as step:
        yield step


@contextmanager
def _bar(total: int) -> Iterator[Step]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if console.width < NARROW:
        yield lambda _: None
        return
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    # What is printed meanwhile goes above the bar where both go to the same terminal, and else where it belongs.
    with Progress(*columns, console=console, transient=True, redirect_stdout=sys.stdout.isatty()) as shown:
        task = shown.add_task("", total=total)
        yield lambda name: shown.update(task, advance=1, description=name)
