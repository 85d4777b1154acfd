"""The migrations folder as it is on the branch where everybody's work comes together."""

from __future__ import annotations

import os
from pathlib import Path

from new_migration.errors import BadInput
from new_migration.history.git import ask_git, nearest_existing

# By likelihood; the remote's own word for its default branch comes before these.
_BRANCHES = ("origin/main", "origin/master", "main", "master")


def default_base(directory: Path) -> str:
    """The upstream default branch, as ``origin/main``; "" where none can be found."""
    folder = nearest_existing(directory)
    said = _line(folder, "symbolic-ref", "--short", "--quiet", "refs/remotes/origin/HEAD")
    return next((each for each in (said, *_BRANCHES) if each and _commit(folder, each)), "")


def names_on(directory: Path, ref: str) -> frozenset[str]:
    """The files of the folder at a commit; none where it is not there. Raises BadInput for a commit unknown to git."""
    directory = directory.resolve()
    folder = nearest_existing(directory)
    commit = _commit(folder, ref)
    if not commit:
        hint = "fetch it (git fetch origin; in CI a checkout with its whole history), or name another with --base"
        raise BadInput(f"git knows no commit {ref!r} here", where="--base", hint=hint)
    top = Path(_line(folder, "rev-parse", "--show-toplevel"))
    inside = directory.relative_to(top.resolve()).as_posix()
    tree = f"{commit}:{'' if inside == '.' else inside}"
    listed = ask_git(top, "ls-tree", "--full-tree", "--name-only", "-z", tree)
    return frozenset(os.fsdecode(name) for name in listed.split(b"\0") if name)


def _commit(folder: Path, ref: str) -> str:
    return _line(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")


def _line(folder: Path, *arguments: str) -> str:
    return os.fsdecode(ask_git(folder, *arguments)).strip()
