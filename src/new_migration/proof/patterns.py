r"""Texts that match a pattern: a regular expression or a LIKE pattern found in a CHECK. Best effort.

The server decides whether they do; of a pattern that is not understood nothing is made.
"""

from __future__ import annotations

import string
from collections.abc import Iterator

_CLASSES = {"d": "1234567890", "w": "abcxyz1", "s": " ", "D": "abc", "W": "-. ", "S": "abcx1"}
_NAMED = {
    "alpha": "abcxyz",
    "digit": "1234567890",
    "alnum": "abc123",
    "lower": "abcxyz",
    "upper": "ABCXYZ",
    "space": " ",
    "xdigit": "0123456789abcdef",
    "punct": "-._",
}
_ANY = string.ascii_letters + string.digits + "-_. @/:+#"
_MOST_REPEATS = 1000
_LONGEST = 10_000
_VARIANTS = 6


class _NotUnderstood(Exception):
    pass


def matching_texts(pattern: str) -> list[str]:
    """Different texts that a regular expression should match, or none."""
    try:
        return list(dict.fromkeys(_Pattern(pattern, variant).text() for variant in range(_VARIANTS)))
    except _NotUnderstood:
        return []


def like_texts(pattern: str) -> list[str]:
    """Texts that a LIKE pattern matches: one with little, and one with something, for each % and _."""
    if "%" not in pattern and "_" not in pattern:
        return []
    return [_like_text(pattern, filler, one) for filler, one in (("", "a"), ("x", "b"), ("y1", "1"))]


def _like_text(pattern: str, several: str, one: str) -> str:
    parts = []
    characters = iter(pattern)
    for character in characters:
        if character == "\\":
            parts.append(next(characters, ""))
        else:
            parts.append({"%": several, "_": one}.get(character, character))
    return "".join(parts)


class _Pattern:
    """One walk through a regular expression, which makes the text as it goes; ``variant`` says what to choose."""

    def __init__(self, pattern: str, variant: int) -> None:
        self._pattern = pattern.removeprefix("***:")
        self._position = 0
        self._variant = variant

    def text(self) -> str:
        found = self._alternatives()
        if self._position < len(self._pattern):
            raise _NotUnderstood
        return found

    def _alternatives(self) -> str:
        found = [self._sequence()]
        while self._take("|"):
            found.append(self._sequence())
        return found[self._variant % len(found)]

    def _sequence(self) -> str:
        parts: list[str] = []
        while self._peek() not in {"", "|", ")"}:
            start = self._position
            atom = self._atom()
            end = self._position
            least, most = self._repeats()
            extra = 0 if self._variant % 2 == 0 else min(1 + self._variant // 2, most - least)
            count = max(least, 1) if self._variant < 2 and most else least + extra
            if count * len(atom) > _LONGEST:
                raise _NotUnderstood
            parts.append(atom)
            parts += [self._again(start, end, number) for number in range(1, count)]
            if not count:
                parts.pop()
        return "".join(parts)

    def _again(self, start: int, end: int, number: int) -> str:
        """The atom once more, with another choice."""
        walk = _Pattern(self._pattern[start:end], self._variant + number)
        return walk._atom()

    def _repeats(self) -> tuple[int, int]:
        bounds = {"*": (0, 5), "+": (1, 5), "?": (0, 1)}.get(self._peek())
        if bounds:
            self._position += 1
        elif self._peek() == "{":
            bounds = self._bounds()
        self._take("?")
        return bounds or (1, 1)

    def _bounds(self) -> tuple[int, int]:
        end = self._pattern.find("}", self._position)
        least, comma, most = self._pattern[self._position + 1 : end].partition(",")
        if end < 0 or not least.isdigit() or (most and not most.isdigit()) or int(least) > _MOST_REPEATS:
            raise _NotUnderstood
        self._position = end + 1
        return int(least), int(most) if most else int(least) + (5 if comma else 0)

    def _atom(self) -> str:
        character = self._next()
        if character in "^$":
            return ""
        if character == "(":
            return self._group()
        if character == "[":
            return self._choose(self._bracket())
        if character == "\\":
            return self._escape()
        if character == ".":
            return self._choose("abc1")
        if character in "*+?{":
            raise _NotUnderstood
        return character

    def _group(self) -> str:
        if self._take("?"):
            kind = self._next()
            if kind not in ":=":
                raise _NotUnderstood
        found = self._alternatives()
        if not self._take(")"):
            raise _NotUnderstood
        return found

    def _escape(self) -> str:
        character = self._next()
        if character in _CLASSES:
            return self._choose(_CLASSES[character])
        if character in "mMyAZbB":
            return ""
        if character.isalnum():
            raise _NotUnderstood
        return character

    def _bracket(self) -> str:
        is_negated = self._take("^")
        found = "".join(self._members())
        if is_negated:
            found = "".join(character for character in _ANY if character not in found)
        if not found:
            raise _NotUnderstood
        return found

    def _members(self) -> Iterator[str]:
        is_first = True
        while is_first or self._peek() != "]":
            is_first = False
            if self._pattern.startswith("[:", self._position):
                end = self._pattern.find(":]", self._position)
                if end < 0:
                    raise _NotUnderstood
                yield _NAMED.get(self._pattern[self._position + 2 : end], "")
                self._position = end + 2
                continue
            character = self._next()
            if character == "\\":
                character = self._next()
                if character in _CLASSES:
                    yield _CLASSES[character]
                    continue
            if self._peek() == "-" and self._pattern[self._position + 1 : self._position + 2] not in {"]", ""}:
                self._position += 1
                last = self._next()
                yield "".join(chr(code) for code in range(ord(character), min(ord(last), ord(character) + 30) + 1))
            else:
                yield character
        self._position += 1

    def _choose(self, characters: str) -> str:
        return characters[self._variant % len(characters)]

    def _peek(self) -> str:
        return self._pattern[self._position : self._position + 1]

    def _next(self) -> str:
        character = self._peek()
        if not character:
            raise _NotUnderstood
        self._position += 1
        return character

    def _take(self, character: str) -> bool:
        is_there = self._peek() == character
        self._position += is_there
        return is_there
