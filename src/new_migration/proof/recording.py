"""Keeping in ``migrations.lock`` what is proven."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from new_migration.history.layouts import Pair
from new_migration.history.proof_lock import Entry, has_lock, hashes, read_both_sides, stale, write_lock
from new_migration.proof.history_check import HistoryCheck
from new_migration.proof.outcome import Proof


def recorded(folder: Path) -> dict[str, Entry]:
    """The proofs in the lock, in a merge conflict those of both sides; none without one. Raises BadInput."""
    return read_both_sides(folder) if has_lock(folder) else {}


def record(folder: Path, check: HistoryCheck, proofs: Sequence[Proof]) -> Path:
    """Keep what is proven now, by ``proofs`` or in an earlier run, and nothing that is not. Raises BadInput."""
    now = {proof.name: proof for proof in proofs}
    known = {pair.name: now.get(pair.name) or check.cached(index) for index, pair in enumerate(check.pairs)}
    entries = {
        pair.name: Entry(
            scripts=hashes(pair), postgres=check.major, outcome=str(proof.outcome), schema=proof.fingerprint
        )
        for pair in check.pairs
        if (proof := known[pair.name]) and proof.is_proven
    }
    return write_lock(folder, {**_still_right(folder, check.pairs, now), **entries})


def _still_right(folder: Path, pairs: Sequence[Pair], now: Mapping[str, Proof]) -> dict[str, Entry]:
    """What the lock says of migrations that have not changed since, and that were not found wrong just now."""
    before = recorded(folder)
    wrong = {name for name, _ in stale(pairs, before)} | now.keys()
    return {name: entry for name, entry in before.items() if name not in wrong}
