"""The checklist of a deployment as Markdown, for a pull request, and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from new_migration.deploy.checklist import Checklist, Item, Mark
from new_migration.deploy.steps import Step, deployment, preparation, way_back
from new_migration.text_table import printable

# What Markdown (GitHub's, which is CommonMark with tables) takes for more than itself within a line.
_MARKS = re.compile(r"([\\`*\[\]<>|~&#]|(?<!\w)_|_(?!\w))")


def as_markdown(migrations: Sequence[Checklist], options: Sequence[str]) -> str:
    """The whole list; ``options``: those that each command needs here."""
    parts: list[str] = ["## Deployment checklist"]
    for each in migrations:
        parts += [f"### {_code(each.name)}", _lines(_box(item) for item in each.items)]
    parts += ["### Before deploying", _lines(f"- [ ] {_step(step, '  ')}" for step in preparation())]
    parts += ["### Deployment", _lines(f"- [ ] {_step(step, '  ')}" for step in deployment(migrations, options))]
    back = way_back(migrations, options)
    parts += ["### If it fails", _lines(f"{place}. {_step(step, '   ')}" for place, step in enumerate(back, 1))]
    return "\n\n".join(parts)


def as_object(migrations: Sequence[Checklist], options: Sequence[str]) -> dict[str, Any]:
    """The whole list as JSON can have it."""
    return {
        "migrations": [{"name": each.name, "items": [asdict(item) for item in each.items]} for each in migrations],
        "preparation": [asdict(step) for step in preparation()],
        "deployment": [asdict(step) for step in deployment(migrations, options)],
        "if_it_fails": [asdict(step) for step in way_back(migrations, options)],
    }


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _box(item: Item) -> str:
    tick = "x" if item.state is Mark.TICKED else " "
    head = f"**Not so:** {item.text}" if item.state is Mark.FAILED else item.text
    return f"- [{tick}] {head}{f' ({_escaped(item.note)})' if item.note else ''}"


def _step(step: Step, indent: str) -> str:
    """A step, and its commands below it in a block that can be copied."""
    return "\n".join([_escaped(step.text), *_block(step.commands, indent)])


def _block(commands: Sequence[str], indent: str) -> Iterator[str]:
    if commands:
        fence = _fence("\n".join(commands), shortest=3)
        yield from (f"{indent}{line}" for line in (f"{fence}sh", *commands, fence))


def _code(text: str) -> str:
    shown = printable(text)
    fence = _fence(shown, shortest=1)
    blank = " " if "`" in shown else ""
    return f"{fence}{blank}{shown}{blank}{fence}"


def _fence(text: str, *, shortest: int) -> str:
    """More backticks than the text has in a row."""
    return "`" * max([shortest, *(len(run) + 1 for run in re.findall("`+", text))])


def _escaped(text: str) -> str:
    """Text on one line that Markdown shows as it is."""
    return _MARKS.sub(r"\\\1", printable(" ".join(text.split())))
