"""A folder of migrations as it lies on the disk: names, texts and the places in them."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from new_migration.errors import BadInput, MigrationError, Place
from new_migration.history.migration import Migration, parse_file_name
from new_migration.history.reasons import explained

_PLAIN = re.compile(r"[0-9].*(?<!\.up)(?<!\.down)\.sql", re.DOTALL)

_TWINS = "run: migration renumber; or, where git does not say which came later, migration renumber NAME"

Version = TypeVar("Version", int, str)


@dataclass(kw_only=True, slots=True)
class Folder:
    """The names of a folder's files and of its folders, without the hidden ones; texts are read once.

    Raises BadInput, with the place, where a file cannot be read.
    """

    path: Path
    files: list[str]
    folders: list[str]
    _texts: dict[str, str | None] = field(default_factory=dict, repr=False)

    @classmethod
    def listed(cls, path: Path) -> Folder:
        """The folder at ``path``. Raises BadInput if there is none or the system refuses access."""
        files: list[str] = []
        folders: list[str] = []
        try:
            with explained(path), os.scandir(path) as entries:
                for entry in entries:
                    if not entry.name.startswith("."):
                        (folders if _is_folder(entry) else files).append(entry.name)
        except BadInput as error:
            error.hint = error.hint or "say with --directory where the migrations lie"
            raise
        return cls(path=path, files=sorted(files), folders=sorted(folders))

    def plain(self) -> Iterator[str]:
        """The files whose name begins with a number and says nothing of a direction: ``010_x.sql``."""
        return (name for name in self.files if _PLAIN.fullmatch(name))

    def misnamed(self) -> list[str]:
        """The files that have a number, as migrations of ours, but not the name of one."""
        return [name for name in self.files
                if name[0] in "0123456789" and name.lower().endswith(".sql") and not parse_file_name(name)]  # fmt: skip

    def text(self, name: str) -> str:
        """The text of a file which must be there, without a byte order mark, its line ends as they are."""
        text = self.text_if_any(name)
        if text is None:
            raise BadInput("there is no such file", where=str(self.path / name))
        return text

    def text_if_any(self, name: str) -> str | None:
        """The text of a file, or None where there is none."""
        if name not in self._texts:
            self._texts[name] = _read(self.path / name)
        return self._texts[name]

    def error(self, what: str, name: str, *, offset: int | None = None, hint: str = "") -> MigrationError:
        """What is wrong with a file, at the character with 0-based ``offset`` of its text if one is given."""
        where = str(self.path / name)
        place = Place(name=where) if offset is None else Place.at_offset(where, self.text(name), offset)
        return BadInput(what, where=place, hint=hint)

    def unique(
        self, versions: Iterable[tuple[Version, str]], *, hint: str = "give one of them another number"
    ) -> dict[Version, str]:
        """The file of each version. Raises BadInput if two have the same one."""
        files: dict[Version, str] = {}
        for version, name in versions:
            if version in files:
                what = f"{files[version]} has the version {version} too"
                raise self.error(what, name, hint=hint)
            files[version] = name
        return files

    def unique_numbers(self, migrations: Iterable[Migration]) -> None:
        """Raise BadInput if two migrations of our own layout have one number."""
        self.unique(((each.number, each.forward_file) for each in migrations), hint=_TWINS)

    def refuse_lone(self, down: Mapping[int, str], up: Mapping[int, str]) -> None:
        """Raise BadInput if a rollback has a version that no migration has."""
        for version, name in down.items():
            if version not in up:
                what = f"no migration has the version {version} of this rollback"
                raise self.error(what, name, hint="add its forward script, or remove the file")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Not where its name is a script's, nor a link that leads nowhere: reading them as files says what is wrong."""
    try:
        return entry.is_dir() and not entry.name.endswith(".sql")
    except OSError:  # links in a circle
        return False


def _read(path: Path) -> str | None:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # to read a named pipe would take for ever
            what = "this is a folder, not a file" if path.is_dir() else "this is no ordinary file"
            raise BadInput(what, where=str(path), hint="give it another name, or move it elsewhere")
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else str(error)
        raise BadInput(f"cannot read this file: {reason}", where=str(path)) from error
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace")
        place = Place.at_offset(str(path), text, len(data[: error.start].decode("utf-8")))
        hint = "save the file as UTF-8"
        raise BadInput(f"byte {error.start + 1} of this file is not UTF-8", where=place, hint=hint) from error
