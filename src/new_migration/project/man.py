"""Man pages made from the commands: what ``--help`` says, in the form of man(7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import click

from new_migration import __version__

_EXIT_CODES = (
    ("0", "done"),
    ("1", "the answer is no: not proven, findings, pending, a claim that is not true"),
    ("2", "wrong or missing input"),
    ("3", "refused for safety"),
    ("4", "the PostgreSQL server said no"),
    ("130", "interrupted or cancelled"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A command with the words that call it and those of the page above it."""

    words: tuple[str, ...]
    command: click.Command
    context: click.Context

    @property
    def name(self) -> str:
        return "-".join(self.words)


def man_pages(program: str, command: click.Command, *, mark: str) -> dict[str, str]:
    """The pages of a program and all its commands, by file name. ``mark`` stands in each as a comment."""
    context = click.Context(command, info_name=program, terminal_width=78, resilient_parsing=True)
    pages = list(_pages(Page(words=(program,), command=command, context=context)))
    names = [page.name for page in pages]
    return {f"{page.name}.1": _text(page, names, mark) for page in pages}


def _pages(page: Page) -> Iterator[Page]:
    yield page
    if not isinstance(page.command, click.Group):
        return
    for name in page.command.list_commands(page.context):
        command = page.command.get_command(page.context, name)
        if command is not None:
            context = click.Context(command, info_name=name, parent=page.context, resilient_parsing=True)
            yield from _pages(Page(words=(*page.words, name), command=command, context=context))


def _text(page: Page, names: list[str], mark: str) -> str:
    return "\n".join(_lines(page, names, mark)) + "\n"


def _lines(page: Page, names: list[str], mark: str) -> Iterator[str]:
    yield f'.\\" {mark}'
    yield f'.TH "{_plain(page.name.upper())}" 1 "" "new-migration {__version__}" " "'
    yield ".SH NAME"
    yield f"{_plain(page.name)} \\- {_plain(page.command.get_short_help_str(limit=200).rstrip('.'))}"
    yield ".SH SYNOPSIS"
    yield f"\\fB{_plain(' '.join(page.words))}\\fR {_plain(' '.join(page.command.collect_usage_pieces(page.context)))}"
    yield ".SH DESCRIPTION"
    yield from _paragraphs(page.command.help or "")
    yield ".SH OPTIONS"
    for parameter in page.command.get_params(page.context):
        record = parameter.get_help_record(page.context) if isinstance(parameter, click.Option) else None
        if record:
            yield from (".TP", f"\\fB{_plain(record[0])}\\fR", _plain(record[1]) or "\\&")
    yield ".SH EXIT STATUS"
    for code, means in _EXIT_CODES:
        yield from (".TP", code, _plain(means))
    others = [name for name in names if name != page.name and _is_near(name, page.name)]
    if others:
        yield from (".SH SEE ALSO", _plain(", ".join(f"{name}(1)" for name in others)))


def _is_near(name: str, page: str) -> bool:
    """The pages right above and below."""
    return name.startswith(f"{page}-") or page.startswith(f"{name}-")


def _paragraphs(text: str) -> Iterator[str]:
    """Click's own marks: a blank line between paragraphs, and a backspace before one whose lines stay as they are."""
    for paragraph in re.split(r"\n[ \t]*\n", text.strip()):
        yield ".PP"
        lines = [line.rstrip() for line in paragraph.splitlines()]
        if lines and lines[0].strip() == "\b":
            # From the margin on: what fits into 80 columns in the help fits here.
            yield from (".nf", ".in 0", *(_plain(line) for line in lines[1:]), ".in", ".fi")
        else:
            yield from (_plain(line.strip()) for line in lines)


def _plain(text: str) -> str:
    """Text that roff shows as it is: no escapes, no request at the start of a line, hyphens that can be copied."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ")
    return f"\\&{escaped}" if escaped[:1] in {".", "'"} else escaped
