"""Which migrations are meant by the words of a command line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from new_migration.errors import BadInput, nearest
from new_migration.history.layouts import Pair


def select(pairs: Sequence[Pair], words: Iterable[str]) -> list[int]:
    """The places of the migrations in ``pairs``, in their order: each word is a name, a number, a file name or a path.

    Raises BadInput for a word that names none.
    """
    found: set[int] = set()
    for word in words:
        places = [place for place, pair in enumerate(pairs) if _is_meant(pair, word)]
        if not places:
            known = [pair.name for pair in pairs]
            hint = nearest(Path(word).name, known) or f"the last one is {known[-1]}"
            raise BadInput(f"there is no migration {word!r}", hint=hint)
        found.update(places)
    return sorted(found)


def _is_meant(pair: Pair, word: str) -> bool:
    if word == pair.name or (word.isdecimal() and _number(pair.name) == int(word)):
        return True
    scripts = [script for script in (pair.forward, pair.rollback, pair.verify) if script]
    if "/" not in word and "\\" not in word:
        return any(word == script.path.name for script in scripts)
    path = Path.cwd() / word
    # A folder of diesel's stands for the migration in it.
    return any(path in {Path.cwd() / script.path, (Path.cwd() / script.path).parent} and _is_own(script.path, path)
               for script in scripts)  # fmt: skip


def _is_own(script: Path, path: Path) -> bool:
    """Whether a folder is one migration's, as in the layout of diesel."""
    return path.name == script.name or script.name in {"up.sql", "down.sql"}


def _number(name: str) -> int | None:
    digits = re.match(r"[0-9]+", name)
    return int(digits[0]) if digits else None
