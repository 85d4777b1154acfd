"""Find and read the config file: ``migrations.toml``, or ``[tool.new-migration]`` in ``pyproject.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from new_migration.documents import parse_toml
from new_migration.errors import BadInput, Place
from new_migration.history.reasons import explained

OWN_FILE = "migrations.toml"
SHARED_FILE = "pyproject.toml"
TABLE = "new-migration"


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfigFile:
    """A config file's path, its text and the table of settings in it, as TOML gives it."""

    path: Path
    text: str
    table: dict[str, Any]

    def place_of(self, key: str) -> Place:
        """Where ``key`` is, found by its look as tomllib keeps no positions; the file alone where it is not found."""
        start = self._table_start()
        quoted = re.escape(key)
        header = rf"\[+[ \t]*(?:tool[ \t]*\.[ \t]*[\"']?{TABLE}[\"']?[ \t]*\.[ \t]*)?"
        match = re.compile(rf"^[ \t]*(?:{header})?([\"']?){quoted}\1[ \t]*[=.\]]", re.MULTILINE).search(
            self.text, start
        )
        if match is None:
            return Place(name=str(self.path))
        return Place.at_offset(str(self.path), _without_passwords(self.text), self.text.index(key, match.start()))

    def _table_start(self) -> int:
        """In a shared file the settings begin after the header of our table."""
        header = re.search(rf"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*[\"']?{TABLE}", self.text, re.MULTILINE)
        return header.start() if header and self.path.name == SHARED_FILE else 0


def find_config(cwd: Path) -> ConfigFile | None:
    """The config file of the nearest folder from ``cwd`` up to the git top level, or to the root, that has one."""
    for folder in _upward(cwd):
        text = _read(folder / OWN_FILE)
        if text is not None:
            return ConfigFile(path=folder / OWN_FILE, text=text, table=_parse(folder / OWN_FILE, text))
        shared = _shared_config(folder / SHARED_FILE)
        if shared is not None:
            return shared
    return None


def read_config(path: Path) -> ConfigFile:
    """The config file that was asked for. Raises BadInput if it is missing or has no table of ours."""
    if path.name == SHARED_FILE and (shared := _shared_config(path)):
        return shared
    text = _read(path)
    if text is None:
        raise BadInput("there is no such config file", where=str(path))
    if path.name == SHARED_FILE:
        raise BadInput(f"this file has no table [tool.{TABLE}]", where=str(path), hint=f"add a line [tool.{TABLE}]")
    return ConfigFile(path=path, text=text, table=_parse(path, text))


def git_top(cwd: Path) -> Path | None:
    """The nearest folder upward that has a ``.git`` (a file in submodules and worktrees)."""
    return next((folder for folder in (cwd, *cwd.parents) if _is_git_top(folder)), None)


def _is_git_top(folder: Path) -> bool:
    try:
        return (folder / ".git").exists()
    except OSError:  # a folder which we may not enter is not our project's
        return False


def _upward(cwd: Path) -> Iterator[Path]:
    for folder in (cwd, *cwd.parents):
        yield folder
        if _is_git_top(folder):
            return


def _shared_config(path: Path) -> ConfigFile | None:
    """The file, if it has our table. One that does not name us is not even parsed: that would be slow, and in vain."""
    text = _read(path)
    if text is None or TABLE not in text:
        return None
    tool = _parse(path, text).get("tool", {})
    if not isinstance(tool, dict) or TABLE not in tool:
        return None
    table = tool[TABLE]
    if not isinstance(table, dict):
        raise BadInput(f"tool.{TABLE} must be a table", where=str(path), hint=f"begin it with a line [tool.{TABLE}]")
    return ConfigFile(path=path, text=text, table=table)


def _read(path: Path) -> str | None:
    """The text of a file, or None where there is none."""
    with explained(path):
        try:
            data = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(f"byte {error.start + 1}, in line {line}, is not UTF-8", where=str(path)) from error


def _parse(path: Path, text: str) -> dict[str, Any]:
    """Raises BadInput at the line and column where the text stops being TOML."""
    return parse_toml(text, name=str(path), shown=_without_passwords(text))


def _without_passwords(text: str) -> str:
    """The text as an error may show it: each password in a connection URL or string starred out, at the same length."""
    password = r"(?<=:)[^\s:/@\"'][^\s/@\"']*(?=@)|(?<=password=)[^\s&\"']+"
    return re.sub(password, lambda match: "*" * len(match[0]), text)
