"""Names for what is proved: hashes over everything that a proof, or the state of a database, depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from new_migration import __version__
from new_migration.history.layouts import Pair, Script

# Counted up when a proof looks at more than before, so that older results do not count.
PROOF_VERSION = "5"


def chain(pairs: Sequence[Pair], *terms: str) -> list[str]:
    """For each pair a hash over ``terms`` and all scripts up to its own."""
    keys = []
    key = _hash(["new-migration", __version__, PROOF_VERSION, *terms])
    for pair in pairs:
        key = _hash([key, *_parts(pair)])
        keys.append(key)
    return keys


def _parts(pair: Pair) -> Iterator[str]:
    yield pair.name
    yield pair.irreversible
    yield str(pair.is_tracked)
    for script in (pair.forward, pair.rollback, pair.verify):
        yield from _script(script)


def _script(script: Script | None) -> tuple[str, str]:
    return ("", "none") if script is None else (script.text, str(script.wrapped))


def _hash(parts: Iterable[str]) -> str:
    """Each part with its length, so that no two lists give the same text."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8) + data)
    return digest.hexdigest()
