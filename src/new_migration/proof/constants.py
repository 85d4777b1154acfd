"""What the constants in a CHECK suggest: values near them, texts that have them, lengths, patterns.

The server decides which of the suggestions hold; to suggest too many only costs time.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta

from new_migration.errors import BadInput
from new_migration.postgres.sql import tokens
from new_migration.proof.patterns import like_texts, matching_texts

# Texts that a CHECK without a helpful constant may want: case, digits, an address, a name for a machine.
_LIKELY = (
    *("abc", "ABC", "Abc", "a", "A", "1", "123", "a1", "text-1", "text_1", "name1@example.com", "name2@example.com"),
    *("https://example.com/1", "https://example.com/2", "+491234567", "DE", "de", "#a1b2c3", "2001-01-01", "1.0.0"),
    *("10.0.0.1", "/a/b", "example.com", "{}", "00000000-0000-4000-8000-000000000001", ""),
)
_LONGEST = 10_000
_MOST = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Constants:
    """The constants of some expressions, in their order; strings that are numbers are both."""

    numbers: tuple[float, ...] = ()
    strings: tuple[str, ...] = ()

    @classmethod
    def of(cls, *expressions: str) -> Constants:
        """The constants of SQL expressions, as the server prints them."""
        numbers: dict[float, None] = {}
        strings: dict[str, None] = {}
        for expression in expressions:
            for kind, text in _constants(expression):
                if kind == "SCONST":
                    strings[text] = None
                number = _number(text)
                if number is not None:
                    numbers[number] = None
        return cls(numbers=tuple(numbers), strings=tuple(strings))

    def __add__(self, other: Constants) -> Constants:
        numbers = dict.fromkeys([*self.numbers, *other.numbers])
        strings = dict.fromkeys([*self.strings, *other.strings])
        return Constants(numbers=tuple(numbers), strings=tuple(strings))

    @property
    def lengths(self) -> list[int]:
        """Lengths near the numbers that can be lengths."""
        found = {int(number) + delta for number in self.numbers if 0 <= number <= _LONGEST for delta in (-1, 0, 1)}
        return sorted(length for length in found if length >= 0)

    def nearby_numbers(self) -> list[float]:
        """The constants, their neighbours, what lies between two of them, multiples and sums."""
        ordered = sorted(self.numbers)
        between = [(one + other) / 2 for one, other in itertools.pairwise(ordered)]
        near = [number + delta for number in self.numbers for delta in (0, 1, -1, 2, 3, 0.5, -0.5)]
        multiples = [number * factor for number in self.numbers for factor in (2, 3, 4, -1)]
        return list(dict.fromkeys([*near, *between, *map(float, map(int, between)), *multiples, 0.0, -1.0]))

    def nearby_days(self) -> list[date]:
        """The dates among the constants, the days around them, and of numbers that can be years each end."""
        years = [int(number) for number in self.numbers if 1900 <= number <= 2100]
        found = [day for year in years for day in (date(year, 1, 1), date(year, 12, 31), date(year - 1, 12, 30))]
        for text in self.strings:
            try:
                day = date.fromisoformat(text[:10])
                found += [day + timedelta(days=delta) for delta in (0, 1, 2, 3, -1, -2)]
            except (ValueError, OverflowError):
                continue
        return found

    def texts(self) -> list[str]:
        """The strings, what matches them as patterns, what has them inside, and texts of the lengths."""
        short = [text for text in self.strings if len(text) <= 100][:_MOST]
        found = list(short)
        for text in short:
            found += matching_texts(text)
            found += like_texts(text)
        for text in short:
            found += [f"{text}x", f"x{text}", f"x{text}x", f"x{text}y"]
        for length in self.lengths:
            found += ["".join(_letter(letter, length, index) for index in range(length)) for letter in "abcxA1"]
        return list(dict.fromkeys([*found, *_LIKELY]))

    def documents(self) -> list[str]:
        """JSON of each type, and objects with the strings as keys and as values."""
        import json

        keys = [text.strip("{}") for text in self.strings][:_MOST]
        objects: list[object] = [dict.fromkeys(keys, filler) for filler in (1, "text", [1], {"key": 1}, True)]
        objects += [dict.fromkeys(keys, value) for value in keys]
        objects += [{}, [], [1], ["text"], "text", 1, True, *self.strings]
        return [json.dumps(each) for each in objects]


def _letter(letter: str, length: int, index: int) -> str:
    """One letter again and again, but for the last place: texts of one length differ."""
    return letter if index < length - 1 or letter in "aA1" else "z"


def _constants(expression: str) -> list[tuple[str, str]]:
    try:
        found = tokens(expression, name="CHECK")
    except BadInput:
        return []
    sign = [""] + ["-" if token.text == "-" else "" for token in found]
    return [
        (token.kind, _string(token.text) if token.kind == "SCONST" else before + token.text)
        for before, token in zip(sign, found, strict=False)
        if token.kind in {"SCONST", "ICONST", "FCONST"}
    ]


def _string(literal: str) -> str:
    """What a string constant means, as the server prints it: E only where there are backslashes."""
    is_escaped = literal[0] in "eE"
    text = literal[literal.index("'") + 1 : -1].replace("''", "'")
    return text.replace("\\\\", "\\") if is_escaped else text


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < 1e300 else None
