"""Spec files: the answers for a change in TOML or JSON."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from new_migration.documents import parse_toml
from new_migration.errors import BadInput, Place

_LARGEST = 10 * 1024 * 1024
_read_already: dict[str, dict[str, Any]] = {}


def read_spec(path: str) -> dict[str, Any]:
    """The table in a spec file; ``-`` is standard input. JSON begins with ``{``, all else is TOML.

    Raises BadInput if it cannot be read, or with the place where it stops being TOML or JSON.
    """
    if path not in _read_already:  # standard input can be read only once, and is asked for twice where it has the kind
        _read_already[path] = _parse(_text(path, spec_name(path)), spec_name(path))
    return _read_already[path]


def spec_name(path: str) -> str:
    """What a spec file is called in messages."""
    return "standard input" if path == "-" else path


def _text(path: str, name: str) -> str:
    try:
        data = sys.stdin.buffer.read(_LARGEST + 1) if path == "-" else _bytes(Path(path))
    except OSError as error:
        hint = "--from takes a TOML or JSON file"
        raise BadInput(f"cannot be read: {error.strerror}", where=name, hint=hint) from None
    if len(data) > _LARGEST:
        raise BadInput(f"is larger than {_LARGEST >> 20} MiB", where=name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"is not UTF-8 (byte {error.start + 1})", where=name) from None


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST + 1)


def _parse(text: str, name: str) -> dict[str, Any]:
    if not text.lstrip().startswith("{"):
        return parse_toml(text.replace("\r\n", "\n"), name=name)
    import json

    try:
        found = json.loads(text, object_pairs_hook=_without_repetition)
    except json.JSONDecodeError as error:
        where = Place(name=name, text=text, line=error.lineno, column=error.colno)
        raise BadInput(f"this is not JSON: {error.msg}", where=where) from None
    except RecursionError:
        raise BadInput("nested too deeply", where=name) from None
    except ValueError as error:  # a repeated key, or a number that Python refuses for its length
        raise BadInput(f"cannot be used: {error}", where=name) from None
    if not isinstance(found, dict):
        raise BadInput("an object is wanted: the names of the answers with their values", where=name)
    return found


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON, in which the last of two equal keys would win without a word."""
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"key {key} is given twice")
    return dict(pairs)
