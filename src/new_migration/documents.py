"""TOML texts, with the places of what is wrong in them."""

from __future__ import annotations

import re
from typing import Any

from new_migration.errors import BadInput, Place


def parse_toml(text: str, *, name: str, shown: str = "") -> dict[str, Any]:
    """The tables of a TOML text. Raises BadInput at the line and column where it stops being TOML.

    ``shown`` is the text as an error may show it, where it holds secrets: same length, same lines.
    """
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = re.sub(r" \(at [^()]*\)$", "", str(error))
        raise BadInput(f"this is not TOML: {reason}", where=_broken_place(name, shown or text, str(error))) from error
    except RecursionError:
        raise BadInput("nested too deeply", where=name) from None
    except ValueError as error:  # a number that Python refuses for its length
        raise BadInput(f"this is not TOML: {error}", where=name) from None


def place_of_key(text: str, key: str, *, name: str, start: int = 0) -> Place:
    """Where ``key`` is first set at or after offset ``start``, found by its look: tomllib keeps no positions."""
    match = re.compile(rf"^[ \t]*\[*[ \t]*([\"']?){re.escape(key)}\1[ \t]*[=.\]]", re.MULTILINE).search(text, start)
    if match is None:
        return Place(name=name)
    return Place.at_offset(name, text, text.index(key, match.start()))


def _broken_place(name: str, text: str, message: str) -> Place:
    """tomllib ends its messages with ``(at line 3, column 5)`` or ``(at end of document)``."""
    match = re.search(r"\(at line ([0-9]+), column ([0-9]+)\)$", message)
    if match is None:
        return Place.at_offset(name, text, len(text.rstrip("\n")))
    return Place(name=name, text=text, line=int(match[1]), column=int(match[2]))
