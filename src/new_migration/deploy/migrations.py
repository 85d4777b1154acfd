"""The migrations of a folder, whose texts are read when they are needed: most are applied long since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from new_migration.errors import BadInput, nearest
from new_migration.history.layouts import Script
from new_migration.history.layouts.folder import Folder
from new_migration.history.layouts.scripts import script_if_any
from new_migration.history.migration import Migration, Role, parse_file_name


@dataclass(frozen=True, kw_only=True, slots=True)
class Migrations:
    """The migrations with a forward script by their names, in the order of their numbers."""

    folder: Folder
    by_name: dict[str, Migration]

    @classmethod
    def listed(cls, path: Path) -> Migrations:
        """Those in the folder ``path``. Raises BadInput if there is none, or two migrations have one number."""
        folder = Folder.listed(path)
        parsed = [found for name in folder.files if (found := parse_file_name(name))]
        forward = sorted((each for role, each in parsed if role == "forward"), key=attrgetter("number"))
        folder.unique((each.number, each.forward_file) for each in forward)
        return cls(folder=folder, by_name={each.stem: each for each in forward})

    def script(self, name: str, role: Role) -> Script | None:
        """A script of a migration, or None where there is none that does anything. Raises BadInput."""
        file = self.by_name[name].file(role)
        return script_if_any(self.folder, file, self.folder.text_if_any(file), wrapped=False)

    def checksum(self, name: str) -> str:
        """The SHA-256 of the forward script. Line ends do not count: git may change them."""
        text = self.folder.text(self.by_name[name].forward_file).replace("\r\n", "\n")
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    def number(self, name: str) -> int:
        """The number of any migration by its name: its file may be gone."""
        return self.by_name[name].number if name in self.by_name else number_of(name)

    def chosen(self, words: Iterable[str], among: Iterable[str]) -> list[str]:
        """The names that words of a command line mean: a name, a number or a file; of those ``among`` are known.

        Raises BadInput for a word that means none.
        """
        known = list(among)
        return [self._chosen(word, known) for word in words]

    def _chosen(self, word: str, known: list[str]) -> str:
        parsed = parse_file_name(Path(word).name)
        stem = parsed[1].stem if parsed else word
        for name in known:
            if name == stem or (word.isdigit() and self.number(name) == int(word)):
                return name
        hint = nearest(stem, known) or (f"the last one is {known[-1]}" if known else "there are none")
        raise BadInput(f"there is no migration {word!r}", hint=hint)


def number_of(name: str) -> int:
    """The number that a migration's name begins with; -1 where it begins with none."""
    digits = name.partition("_")[0]
    return int(digits) if digits.isascii() and digits.isdigit() else -1
