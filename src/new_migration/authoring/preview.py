"""New scripts on the terminal before they are written, with their SQL highlighted. Drawn on standard error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from pygments.token import Comment, Keyword, Name, Number, String, Token  # type: ignore[import-untyped]
from rich.console import Console
from rich.style import Style
from rich.syntax import ANSISyntaxTheme, Syntax
from rich.text import Text

# Few colours of the terminal's own palette: readable on dark and on light backgrounds.
_THEME = ANSISyntaxTheme(
    {
        Token: Style(),
        Comment: Style(dim=True),
        Keyword: Style(bold=True),
        Name.Builtin: Style(color="cyan"),
        String: Style(color="green"),
        Number: Style(color="cyan"),
    }
)


class Numbered(Protocol):
    """A migration's place in the folder."""

    @property
    def number(self) -> int: ...


class New(Protocol):
    """A new migration as it is shown: the text and the path of each script by its role."""

    @property
    def migration(self) -> Numbered: ...

    @property
    def texts(self) -> Mapping[Any, str]: ...

    @property
    def paths(self) -> Mapping[Any, Path]: ...


def show(created: Sequence[New], notes: Sequence[str]) -> None:
    """Show what is new, and below it what should be known about it.

    Verify scripts, and the tracking table that comes along with the first migration, are named only.
    """
    console = Console(stderr=True, highlight=False)
    for each in created:
        console.print()
        along = each.migration.number == 0 and len(created) > 1
        for role, path in each.paths.items():
            _show_script(console, path, each.texts[role], in_full=role != "verify" and not along)
    for note in notes:
        console.print(Text.assemble("\n", ("note: ", "yellow"), note))
    console.print()


def _show_script(console: Console, path: Path, text: str, *, in_full: bool) -> None:
    if not in_full:
        console.print(Text.assemble((path.name, "bold"), (f"  {len(text.splitlines())} lines", "dim")))
        return
    console.print(Text(path.name, "bold underline"))
    console.print(Syntax(text.rstrip("\n"), "postgres", theme=_THEME, background_color="default", word_wrap=True))
    console.print()
