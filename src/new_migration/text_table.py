"""Rows as an aligned table of plain text. What a terminal would obey, or cannot print, is shown as an escape."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A text, and whether it stands at the right of its column, as numbers do."""

    text: str
    is_number: bool = False


def aligned(titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A line for the titles, one below it, and one for each row; two blanks between columns."""
    head = [Cell(text=title) for title in titles]
    body = [[Cell(text=printable(cell.text), is_number=cell.is_number) for cell in row] for row in rows]
    widths = [max(_width(row[column].text) for row in (head, *body)) for column in range(len(head))]
    rule = [Cell(text="-" * width) for width in widths]
    return "\n".join(_line(row, widths) for row in (head, rule, *body))


def printable(text: str) -> str:
    r"""The text with each character that cannot be printed in the notation of Python: ``\n``, ``\x1b``, ``\u202e``."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _line(row: Sequence[Cell], widths: Sequence[int]) -> str:
    return "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _padded(cell: Cell, width: int) -> str:
    blanks = " " * (width - _width(cell.text))
    return f"{blanks}{cell.text}" if cell.is_number else f"{cell.text}{blanks}"


def _width(text: str) -> int:
    """How many columns of a terminal a text takes (Unicode Standard Annex 11): wide letters two, accents none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
