"""Characters that hide from a reader what a text does."""

from __future__ import annotations

import re

from new_migration.errors import BadInput, Place

# Control characters, line and paragraph separators, and those that turn the direction of writing: with them a text can
# look other than it is (Unicode Technical Standard 55). Surrogates are not UTF-8.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_LINE_BREAKS = "\n\x0b\x0c\r\x85\u2028\u2029"


def refuse_hidden(text: str, *, name: str, allowed: str = "\n\r\t") -> None:
    """Raise BadInput at the first character that hides something, save the ``allowed`` ones."""
    for match in _HIDDEN.finditer(text):
        if match[0] not in allowed:
            raise BadInput(_what(match[0]), where=Place.at_offset(name, text, match.start()))


def _what(character: str) -> str:
    if "\ud800" <= character <= "\udfff":
        return "not valid UTF-8"
    what = "a line break" if character in _LINE_BREAKS else f"control character U+{ord(character):04X}"
    return f"{what} is not allowed here"
