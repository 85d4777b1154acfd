"""A migration by its name: the grammar of the file names, and snake_case names made from any text."""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass
from typing import Literal

from new_migration.errors import BadInput

Role = Literal["forward", "rollback", "verify"]
ROLES: tuple[Role, ...] = ("forward", "rollback", "verify")

# Characters (all ASCII, so bytes too). "rollback-" + 20 digits + "_" + 160 + ".sql" is 194: below 200, and far below
# the 255 bytes which file systems and a tracking table with varchar(255) take.
MAX_NAME = 160

_ROLES: dict[str | None, Role] = {None: "forward", "rollback": "rollback", "verify": "verify"}

# No full stop in a name: "001_x.down.sql" of another tool must never be taken for a forward script.
_SCRIPT = re.compile(r"(?:(rollback|verify)-)?([0-9]+)_([^./\\]+)\.sql", re.DOTALL)
_NUMBERED = re.compile(r"(?:rollback-|verify-)?([0-9]+)_.*\.sql", re.DOTALL)
_SNAKE_CASE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")

# Latin letters that NFKD does not take apart; all others lose their accents by it.
_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Migration:
    """A numbered set of scripts with one name; ``digits`` is the number as the file names spell it."""

    number: int
    digits: str
    name: str

    @classmethod
    def numbered(cls, number: int, name: str, *, width: int = 3) -> Migration:
        """The migration with ``number`` spelled in at least ``width`` digits."""
        return cls(number=number, digits=f"{number:0{width}d}", name=name)

    @property
    def stem(self) -> str:
        """The ``migration_name`` of the tracking row, as in ``010_add_x``."""
        return f"{self.digits}_{self.name}"

    @property
    def forward_file(self) -> str:
        return f"{self.stem}.sql"

    @property
    def rollback_file(self) -> str:
        return f"rollback-{self.stem}.sql"

    @property
    def verify_file(self) -> str:
        return f"verify-{self.stem}.sql"

    def file(self, role: Role) -> str:
        """The file name of one of the three scripts."""
        return self.forward_file if role == "forward" else f"{role}-{self.stem}.sql"


def parse_file_name(file_name: str) -> tuple[Role, Migration] | None:
    """Which script of which migration a file is by its name, or None where it is no migration of ours."""
    match = _SCRIPT.fullmatch(file_name)
    if match is None:
        return None
    role, digits, name = match.groups()
    return _ROLES[role], Migration(number=int(digits), digits=digits, name=name)


def number_in(file_name: str) -> int | None:
    """The number which a file takes, or None. Wider than the grammar: ``007_x.up.sql`` is no migration, but takes 7."""
    match = _NUMBERED.fullmatch(file_name)
    return int(match[1]) if match else None


def slug(text: str) -> str:
    """Any text as a snake_case ASCII name of at most ``MAX_NAME`` characters; the same text always gives the same name.

    A text without any Latin letter becomes a short hash, and one that has to be cut ends in a short hash.
    """
    name = re.sub(r"[^a-z0-9]+", "_", _to_ascii(text)).strip("_")
    if not re.search("[a-z]", name):
        return f"x{_short_hash(text)}"
    if len(name) <= MAX_NAME:
        return name
    return f"{name[: MAX_NAME - 8].rstrip('_')}_{_short_hash(name)}"


def check_name(name: str) -> None:
    """Raise BadInput for a name which is not snake_case or too long, with one that would do."""
    if not _SNAKE_CASE.fullmatch(name):
        what = f"{name!r} is not snake_case: lower-case ASCII letters, digits and single underscores"
        raise BadInput(what, where="--name", hint=f"write --name {slug(name)}")
    if len(name) > MAX_NAME:
        what = f"the name has {len(name)} characters, at most {MAX_NAME} fit into a file name"
        raise BadInput(what, where="--name", hint=f"write --name {slug(name)}")


def _to_ascii(text: str) -> str:
    """Lower case, without accents; what has no ASCII spelling stays, so that it separates words."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def _short_hash(text: str) -> str:
    """Seven hexadecimal digits; CRC-32 because nobody attacks a file name, and hashlib takes 4 ms to import."""
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"[1:]
