"""A command line as text: words quoted so that a shell gives them back, and control characters shown."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

_NAMED = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "'": "\\'", "\\": "\\\\"}


def shell_line(words: Iterable[str]) -> str:
    """The words as one line for bash and zsh; always one line, because it also stands in a comment."""
    return " ".join(_quoted(word) for word in words)


def _quoted(word: str) -> str:
    if all(character.isprintable() for character in word):
        # Double quotes are easier on the eye around SQL, where nothing in them means something to a shell.
        in_double_quotes = "'" in word and not set(word) & set('"$`\\!')
        return f'"{word}"' if in_double_quotes else shlex.quote(word)
    return "$'" + "".join(_escaped(character) for character in word) + "'"


def _escaped(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    if character.isprintable():
        return character
    return f"\\x{ord(character):02x}" if ord(character) < 0x80 else f"\\U{ord(character):08x}"
