"""The file ``migrations.lock`` in the migrations folder: which scripts were proven, for those who have no server.

One block a migration, sorted by number, so that two branches which add migrations merge it line by line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from new_migration.documents import parse_toml
from new_migration.errors import BadInput
from new_migration.history.layouts.pairs import Pair
from new_migration.history.migration import ROLES
from new_migration.history.reasons import explained

NAME = "migrations.lock"
_HEAD = "# Written by migration check --lock, which proves what it says. Do not edit.\n"
# The outcomes that count as a proof.
GOOD = frozenset({"proven", "proven but for", "irreversible"})
_ANEW = "delete it, then run: migration check --all --lock"
_NAME = re.compile(r"([0-9]*)(.*)", re.DOTALL)
_FINGERPRINT = re.compile("[0-9a-f]{64}")
_CONFLICT = re.compile(
    r"^<<<<<<<.*?\n(.*?)(?:^\|\|\|\|\|\|\|.*?)?^=======\n(.*?)^>>>>>>>.*?(?:\n|\Z)", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What was proven: the hash of each script by its role, "" without one; PostgreSQL's major version; the outcome.

    ``schema``: the fingerprint of the schema after the migration.
    """

    scripts: Mapping[str, str]
    postgres: int
    outcome: str
    schema: str

    @property
    def is_proof(self) -> bool:
        """Whether it says what a check writes of a migration that is proven."""
        return self.outcome in GOOD and _FINGERPRINT.fullmatch(self.schema) is not None


def hashes(pair: Pair) -> dict[str, str]:
    """The hash of each script by its role, "" without one."""
    scripts = {role: getattr(pair, role) for role in ROLES}
    return {role: digest(script.text) if script else "" for role, script in scripts.items()}


def has_lock(folder: Path) -> bool:
    """Whether results are to be recorded here."""
    return (folder / NAME).is_file()


def read_lock(folder: Path) -> dict[str, Entry]:
    """The proofs by the names of their migrations. Raises BadInput where there is no lock, or it has another form."""
    path = folder / NAME
    text = _text(path)
    if _CONFLICT.search(text):
        hint = "run: migration check --lock, which keeps what is right of both sides"
        raise BadInput("this file has a merge conflict", where=str(path), hint=hint)
    return _entries(text, path)


def read_both_sides(folder: Path) -> dict[str, Entry]:
    """The proofs, where there is a merge conflict those of both sides. Raises BadInput as ``read_lock``."""
    path = folder / NAME
    text = _text(path)
    return _entries(_CONFLICT.sub(r"\2", text), path) | _entries(_CONFLICT.sub(r"\1", text), path)


def write_lock(folder: Path, entries: Mapping[str, Entry]) -> Path:
    """Write the file anew. Raises BadInput where the system says no; then the old one is there."""
    path = folder / NAME
    draft = folder / f".{NAME}.new"
    blocks = [_block(name, entry) for name, entry in _sorted(entries)]
    with explained(path):
        draft.write_text("".join([_HEAD, *blocks]), encoding="utf-8")
        draft.replace(path)
    return path


def stale(pairs: Iterable[Pair], entries: Mapping[str, Entry]) -> Iterator[tuple[str, str]]:
    """The migrations that are not proven as they are now, each with why."""
    pairs = list(pairs)
    for pair in pairs:
        entry = entries.get(pair.name)
        if entry is None:
            yield pair.name, "never proven"
            continue
        changed = [role for role, digest in hashes(pair).items() if digest != entry.scripts[role]]
        if changed:
            yield pair.name, f"changed since it was proven: {', '.join(changed)}"
    for name in entries.keys() - {pair.name for pair in pairs}:
        yield name, "proven, but not there any more"


def digest(text: str) -> str:
    """The hash of a script. Line ends do not count: git may change them."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")).hexdigest()


def _text(path: Path) -> str:
    if not path.is_file():
        raise BadInput("there is no such file", where=str(path), hint="migration check --all --lock writes it")
    with explained(path):
        return path.read_text(encoding="utf-8", errors="replace")


def _entries(text: str, path: Path) -> dict[str, Entry]:
    try:
        entries = {name: _entry(block) for name, block in parse_toml(text, name=str(path)).items()}
    except BadInput as error:
        error.hint = _ANEW
        raise
    except (TypeError, KeyError, ValueError, AttributeError):
        raise BadInput("this is no lock of proofs", where=str(path), hint=_ANEW) from None
    return {name: entry for name, entry in entries.items() if entry.is_proof}


def _entry(block: dict[str, Any]) -> Entry:
    scripts: dict[str, str] = {role: str(block.get(role, "")) for role in ROLES}
    return Entry(
        scripts=scripts, postgres=int(block["postgres"]), outcome=str(block["outcome"]), schema=str(block["schema"])
    )


def _sorted(entries: Mapping[str, Entry]) -> list[tuple[str, Entry]]:
    def key(item: tuple[str, Entry]) -> tuple[int, str]:
        match = _NAME.fullmatch(item[0])
        return int(match[1] or 0) if match else 0, item[0]

    return sorted(entries.items(), key=key)


def _block(name: str, entry: Entry) -> str:
    lines = [f"[{_quoted(name)}]"]
    lines += [f'{role} = "{digest}"' for role, digest in entry.scripts.items() if digest]
    lines += [f"postgres = {entry.postgres}", f'outcome = "{entry.outcome}"', f'schema = "{entry.schema}"']
    return "\n" + "\n".join(lines) + "\n"


def _quoted(name: str) -> str:
    """A key of TOML; a name may come from another tool's files and hold anything."""
    import json

    return json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f")
