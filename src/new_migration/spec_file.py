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
        raise BadInput(f"cannot be read: {error.strerror}", where=name, hint="--from takes a TOML or JSON file") from None
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
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line, column = getattr(error, "lineno", 0), getattr(error, "colno", 0)
        what = getattr(error, "msg", "nested too deeply")
        raise BadInput(f"this is not JSON: {what}", where=Place(name=name, text=text, line=line, column=column)) from None
    if not isinstance(found, dict):
        raise BadInput("an object is wanted: the names of the answers with their values", where=name)
    return found
