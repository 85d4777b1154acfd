"""Which migrations are meant by the words of a command line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from new_migration.errors import BadInput, nearest
from new_migration.history.layouts import Pair


def select(pairs: Sequence[Pair], words: Iterable[str]) -> list[int]:
    """The places of the migrations in ``pairs`` that words mean, in their order. Raises BadInput as ``meant``."""
    scripts = {pair.name: [each.path for each in (pair.forward, pair.rollback, pair.verify) if each] for pair in pairs}
    chosen = meant(scripts, words)
    return [place for place, pair in enumerate(pairs) if pair.name in chosen]


def meant(scripts: Mapping[str, Sequence[Path]], words: Iterable[str]) -> set[str]:
    """The migrations, given by name with their scripts, that words mean: each a name, a number, a file name or a path.

    Raises BadInput for a word that means none, and for the number of several.
    """
    return {_meant(scripts, word) for word in words}


def _meant(scripts: Mapping[str, Sequence[Path]], word: str) -> str:
    found = [name for name, paths in scripts.items() if _is_meant(name, paths, word)]
    if not found:
        known = list(scripts)
        last = f"the last one is {known[-1]}" if known else "there are none"
        raise BadInput(f"there is no migration {word!r}", hint=nearest(Path(word).name, known) or last)
    if len(found) > 1:
        raise BadInput(f"{word!r} may be {' or '.join(found)}", hint="say its name")
    return found[0]


def _is_meant(name: str, scripts: Sequence[Path], word: str) -> bool:
    if word == name or (word.isdecimal() and _number(name) == int(word)):
        return True
    if "/" not in word and "\\" not in word:
        return any(word == script.name for script in scripts)
    path = Path.cwd() / word
    # A folder of diesel's stands for the migration in it.
    return any(path in {Path.cwd() / script, (Path.cwd() / script).parent} and _is_own(script, path)
               for script in scripts)  # fmt: skip


def _is_own(script: Path, path: Path) -> bool:
    """Whether a folder is one migration's, as in the layout of diesel."""
    return path.name == script.name or script.name in {"up.sql", "down.sql"}


def _number(name: str) -> int | None:
    digits = re.match(r"[0-9]+", name)
    return int(digits[0]) if digits else None
