"""Good results of proofs in the user's cache, by the hash of all that they depend on (``chain``).

One file a project, a result a line with a checksum. Runs at the same time append to it; a line that is not whole does
not count. What is not proven is not kept: it is run again, for the reason may lie outside the files.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from new_migration.postgres.snapshot import Difference
from new_migration.proof.outcome import Deviation, Outcome, Phase, Proof
from new_migration.proof.statement_trace import StatementTrace
from new_migration.user_cache import cache_folder

_CHECKSUM = 16
_LARGEST = 4_000_000
_MOST_FILES = 50


class ResultCache:
    """The results of one project, which ``project`` (a hash) names. Where nothing can be written, nothing is kept."""

    def __init__(self, project: str) -> None:
        folder = cache_folder("proofs")
        self._file = folder / f"{project[:32]}.jsonl" if folder else None
        self._known: dict[str, str] | None = None

    def find(self, key: str) -> Proof | None:
        """The good result with this key, if there is one."""
        if self._known is None:
            self._known = dict(self._read())
        body = self._known.get(key)
        return _proof(json.loads(body)["proof"]) if body else None

    def add(self, key: str, proof: Proof) -> None:
        """Keep a good result."""
        body = json.dumps({"key": key, "proof": _fields(proof)}, ensure_ascii=False)
        self._append(body)
        if self._known is not None:
            self._known[key] = body

    def _read(self) -> Iterator[tuple[str, str]]:
        if self._file is None:
            return
        try:
            lines = self._file.read_text(encoding="utf-8", errors="replace").split("\n")
        except OSError:
            return
        for line in lines:
            checksum, _, body = line.partition(" ")
            if body and checksum == _checksum(body):
                yield json.loads(body)["key"], body

    def _append(self, body: str) -> None:
        """In one call, after a line end of its own: what another run left half written spoils nothing of this."""
        if self._file is None:
            return
        with suppress(OSError):
            is_new = not self._file.exists()
            descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.write(descriptor, f"\n{_checksum(body)} {body}\n".encode())
            finally:
                os.close(descriptor)
            if is_new:
                _remove_oldest(self._file.parent)
            elif self._file.stat().st_size > _LARGEST:
                self._shorten(self._file)

    def _shorten(self, file: Path) -> None:
        """Keep the newer half."""
        bodies = [body for _, body in self._read()]
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as draft:
            draft.writelines(f"{_checksum(body)} {body}\n" for body in bodies[len(bodies) // 2 :])
        Path(name).replace(file)


def _remove_oldest(folder: Path) -> None:
    files = sorted(folder.glob("*.jsonl"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[_MOST_FILES:]:
        file.unlink(missing_ok=True)


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:_CHECKSUM]


def _fields(proof: Proof) -> dict[str, Any]:
    return {
        "name": proof.name,
        "outcome": proof.outcome,
        "soft": proof.soft,
        "deviations": [asdict(each) for each in proof.deviations],
        "irreversible": proof.irreversible,
        "notes": proof.notes,
        "locks": [[phase, [asdict(trace) for trace in traces]] for phase, traces in proof.locks],
        "seconds": round(proof.seconds, 3),
        "fingerprint": proof.fingerprint,
    }


def _proof(fields: dict[str, Any]) -> Proof:
    return Proof(
        name=fields["name"],
        outcome=Outcome(fields["outcome"]),
        soft=tuple(fields["soft"]),
        deviations=tuple(_deviation(each) for each in fields["deviations"]),
        irreversible=fields["irreversible"],
        notes=tuple(fields["notes"]),
        locks=tuple((Phase(phase), tuple(_trace(each) for each in traces)) for phase, traces in fields["locks"]),
        seconds=fields["seconds"],
        fingerprint=fields["fingerprint"],
        is_cached=True,
    )


def _deviation(fields: dict[str, Any]) -> Deviation:
    return Deviation(difference=Difference(**fields["difference"]), phase=Phase(fields["phase"]))


def _trace(fields: dict[str, Any]) -> StatementTrace:
    lists = {name: tuple(fields[name]) for name in ("rewritten", "scanned", "built")}
    return StatementTrace(**{**fields, **lists})
