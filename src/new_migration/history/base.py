"""The migrations folder as it is on the branch where everybody's work comes together."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from new_migration.errors import BadInput
from new_migration.history.git import ask_git, nearest_existing

# By likelihood; the remote's own word for its default branch comes before these.
_BRANCHES = ("origin/main", "origin/master", "main", "master")


@dataclass(frozen=True, kw_only=True, slots=True)
class Base:
    """A commit, as it was named, with the files of the folder by name."""

    ref: str
    commit: str
    files: dict[str, bytes]


def default_base(directory: Path) -> str:
    """The upstream default branch, as ``origin/main``; "" where none can be found."""
    folder = nearest_existing(directory)
    said = _line(folder, "symbolic-ref", "--short", "--quiet", "refs/remotes/origin/HEAD")
    return next((each for each in (said, *_BRANCHES) if each and _commit(folder, each)), "")


def read_base(directory: Path, ref: str) -> Base:
    """The folder at a commit; without files where it is not there. Raises BadInput where git knows no such commit."""
    directory = directory.resolve()
    folder = nearest_existing(directory)
    commit = _commit(folder, ref)
    if not commit:
        hint = "fetch it (git fetch origin; in CI a checkout with its whole history), or name another with --base"
        raise BadInput(f"git knows no commit {ref!r} here", where="--base", hint=hint)
    top = Path(_line(folder, "rev-parse", "--show-toplevel"))
    inside = directory.relative_to(top.resolve()).as_posix()
    tree = f"{commit}:{'' if inside == '.' else inside}"
    listed = [
        entry.split(b"\t", 1) for entry in ask_git(top, "ls-tree", "--full-tree", "-z", tree).split(b"\0") if entry
    ]
    blobs = {os.fsdecode(name): facts.split()[2] for facts, name in listed if facts.split()[1] == b"blob"}
    return Base(ref=ref, commit=commit, files=dict(zip(blobs, _contents(folder, list(blobs.values())), strict=True)))


def _contents(folder: Path, blobs: list[bytes]) -> list[bytes]:
    """The bytes of objects, in one process (git-cat-file(1), batch output)."""
    output = ask_git(folder, "cat-file", "--batch", "--buffer", given=b"".join(blob + b"\n" for blob in blobs))
    found, position = [], 0
    for _ in blobs:
        head, _, _ = output[position:].partition(b"\n")
        start = position + len(head) + 1
        size = int(head.split()[2])
        found.append(output[start : start + size])
        position = start + size + 1
    return found


def _commit(folder: Path, ref: str) -> str:
    return _line(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")


def _line(folder: Path, *arguments: str) -> str:
    return os.fsdecode(ask_git(folder, *arguments)).strip()
