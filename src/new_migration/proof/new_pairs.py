"""The proof of migrations that have just been written, after all that come before them in the folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from new_migration.errors import MigrationError
from new_migration.history.layouts import read_history
from new_migration.history.proof_lock import has_lock
from new_migration.proof.head_objects import HeadObjects
from new_migration.proof.history_check import HistoryCheck, Terms
from new_migration.proof.outcome import Proof
from new_migration.proof.recording import record
from new_migration.proof.selection import select


def prove_new(names: Sequence[str], folder: Path, terms: Terms) -> list[Proof]:
    """Prove the migrations of these names in ``folder``, up to the first after which the check cannot go on.

    Where they cannot be recorded a note of the last one says why. Raises MigrationError if no server can be had or what
    comes before them cannot be replayed.
    """
    history = read_history(folder, layout="own")
    proofs: list[Proof] = []
    check = HistoryCheck(history, terms)
    check.run(select(history.pairs, names), proofs.append, HeadObjects(check).keep)
    if has_lock(folder):
        try:
            record(folder, check, proofs)
        except MigrationError as error:  # it says nothing of the migrations
            why = f"not recorded: {str(error).splitlines()[0]} ({error.hint})"
            proofs[-1] = replace(proofs[-1], notes=(*proofs[-1].notes, why))
    return proofs
