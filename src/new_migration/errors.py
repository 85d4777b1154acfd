"""Every error that a user can meet: what is wrong, where, and what to do about it.

The core raises; only ``cli`` prints. Exit codes: 2 bad input, 3 refused for safety, 4 the server said no.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A place in a text: the text's name (a file, a flag), and the line and column of what is wrong, from 1."""

    name: str
    text: str = ""
    line: int = 0
    column: int = 0

    @classmethod
    def at_offset(cls, name: str, text: str, offset: int) -> Place:
        """The place of the character with 0-based ``offset`` in ``text``."""
        starts = _line_starts(text)
        line = bisect_right(starts, offset)
        return cls(name=name, text=text, line=line, column=offset - starts[line - 1] + 1)

    def __str__(self) -> str:
        return f"{self.name}:{self.line}:{self.column}" if self.line else self.name

    def excerpt(self) -> str:
        """The line with a caret under the place, or nothing where there is no text."""
        if not self.line:
            return ""
        line = self.text.split("\n")[self.line - 1].rstrip("\r")
        start = max(0, self.column - 1 - 60)
        # What cannot be printed is shown as such: it could change what the terminal shows.
        shown = "".join(c if c.isprintable() or c == "\t" else "\ufffd" for c in line[start : start + 110])
        indent = "".join("\t" if c == "\t" else " " for c in shown[: self.column - 1 - start])
        return f"  {shown}\n  {indent}^"


@lru_cache(maxsize=1)
def _line_starts(text: str) -> list[int]:
    """Where its lines begin: counted once, for places are asked for statement by statement."""
    return [0, *(match.end() for match in re.finditer("\n", text))]


class MigrationError(Exception):
    """Base of all errors that are shown to a user, each with its exit code."""

    exit_code = 2

    def __init__(self, what: str, *, where: Place | str | None = None, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = Place(name=where) if isinstance(where, str) else where
        self.hint = hint

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        excerpt = self.where.excerpt() if self.where else ""
        hint = f"hint: {self.hint}" if self.hint else ""
        return "\n".join(part for part in (head, excerpt, hint) if part)


class BadInput(MigrationError):
    """What was typed, written in a file or configured cannot be used."""

    exit_code = 2


class MissingAnswers(BadInput):
    """Answers are missing and nobody can be asked; it names all of them."""


class Refused(MigrationError):
    """It could be done, but would not be safe."""

    exit_code = 3


class ServerRefused(MigrationError):
    """The PostgreSQL server, or the way to it, said no."""

    exit_code = 4


def nearest(word: str, words: Iterable[str]) -> str:
    """A hint ``did you mean …?`` with the closest of ``words``, or an empty text."""
    found = difflib.get_close_matches(word, list(words), n=1, cutoff=0.6)
    return f"did you mean {found[0]}?" if found else ""
