"""The migrations of a folder, whose texts are read when they are needed: most are applied long since."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from new_migration.errors import BadInput, nearest
from new_migration.history.layouts import Script
from new_migration.history.layouts.folder import Folder
from new_migration.history.layouts.scripts import script_if_any
from new_migration.history.migration import Migration, Role, parse_file_name
from new_migration.history.proof_lock import digest
from new_migration.text_table import printable

# As many digits as a file name has room for; Python reads no more than some thousands.
_LONGEST_NUMBER = 255

# Bytes. To read 10 MiB of SQL takes about 20 s and 0.6 GB of memory.
_LARGEST = 10 << 20

_HINT = """name it like 010_add_email.sql, with rollback-010_add_email.sql, or move it elsewhere;
  if it is applied already, then: migration apply --record 010_add_email, and delete the row with its old name"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Migrations:
    """The migrations with a forward script by their names, in the order of their numbers."""

    folder: Folder
    by_name: dict[str, Migration]

    @classmethod
    def listed(cls, path: Path) -> Migrations:
        """Those in the folder ``path``. Raises BadInput if there is none, or two migrations have one number.

        And for a file that has a number but no name of ours: it would be passed over without a word.
        """
        folder = Folder.listed(path)
        for name in folder.misnamed():
            raise folder.error("this looks like a migration, but that is no name of one", printable(name), hint=_HINT)
        for name in folder.files:
            if not name.isprintable() and parse_file_name(name):
                raise folder.error("this name has characters that cannot be printed", printable(name), hint=_HINT)
        parsed = [found for name in folder.files if (found := parse_file_name(name))]
        forward = sorted((each for role, each in parsed if role == "forward"), key=attrgetter("number"))
        folder.unique_numbers(forward)
        return cls(folder=folder, by_name={each.stem: each for each in forward})

    def script(self, name: str, role: Role) -> Script | None:
        """A script of a migration, or None where there is none that does anything. Raises BadInput."""
        file = self.by_name[name].file(role)
        _check_size(self.folder, file)
        return script_if_any(self.folder, file, self.folder.text_if_any(file), wrapped=False)

    def checksum(self, name: str) -> str:
        """The SHA-256 of the forward script. Line ends do not count: git may change them."""
        file = self.by_name[name].forward_file
        return digest(self.folder.text(file))

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
        number = number_of(word) if "_" not in word else -1
        for name in known:
            if name == stem or (number >= 0 and self.number(name) == number):
                return name
        hint = nearest(stem, known) or (f"the last one is {known[-1]}" if known else "there are none")
        raise BadInput(f"there is no migration {word!r}", hint=hint)


def _check_size(folder: Folder, name: str) -> None:
    """Raise BadInput where reading would take far too long."""
    with suppress(OSError):  # reading it says why
        if (folder.path / name).stat().st_size > _LARGEST:
            hint = "a migration is for the schema: load so much data with a program of its own, as psql's \\copy"
            raise folder.error(f"is larger than {_LARGEST >> 20} MiB", name, hint=hint)


def number_of(name: str) -> int:
    """The number that a migration's name begins with; -1 where it begins with none."""
    digits = name.partition("_")[0]
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER
    return int(digits) if is_number else -1
