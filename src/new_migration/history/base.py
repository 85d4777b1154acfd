"""The branch where everybody's work comes together, and the migrations folder as it is there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from new_migration.errors import BadInput
from new_migration.history.git import is_in_repository, run_git

# By likelihood; the remote's own word for its default branch comes first.
_BRANCHES = ("HEAD", "main", "master", "trunk", "develop")
_FORMAT = "%(refname) %(objectname) %(refname:lstrip=2) %(symref:lstrip=2)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Commit:
    """The object name of a commit, and the name by which it is known, as ``origin/main``."""

    ref: str
    id: str


def branch_places(folder: Path) -> list[str]:
    """Where branches lie: ``refs/remotes/origin``, those of the other remotes, ``refs/heads``. None outside git.

    Raises GitFails, as all here.
    """
    if not is_in_repository(folder):
        return []
    remotes = os.fsdecode(run_git(folder, "remote")).split()
    first = sorted(remotes, key=lambda name: (name != "origin", name))
    return [*(f"refs/remotes/{name}" for name in first), "refs/heads"]


def default_branch(folder: Path, places: Sequence[str]) -> Commit | None:
    """The default branch: the first of these places that has one of the usual names; None where none has."""
    if not places:
        return None
    names = [f"{place}/{branch}" for place in places for branch in _BRANCHES]
    listed = os.fsdecode(run_git(folder, "for-each-ref", f"--format={_FORMAT}", *names))
    found = {name: Commit(ref=ref[-1], id=commit) for name, commit, *ref in map(str.split, listed.splitlines())}
    return next((found[name] for name in names if name in found), None)


def named_commit(folder: Path, ref: str) -> Commit:
    """The commit that ``--base`` names. Raises BadInput where git knows none."""
    said = os.fsdecode(run_git(folder, "cat-file", "--batch-check", given=os.fsencode(f"{ref}^{{commit}}\n"))).split()
    if len(said) != 3 or said[1] != "commit":
        hint = "fetch it (git fetch origin; in CI its whole history, as fetch-depth: 0), or name another with --base"
        raise BadInput(f"git knows no commit {ref!r} here", where="--base", hint=hint)
    return Commit(ref=ref, id=said[0])


def files_in(folder: Path, commit: str) -> dict[str, str]:
    """The files of a folder in a commit with the object names of their contents; none where it is not there."""
    if not folder.is_dir():
        return {}
    files = {}
    for line in os.fsdecode(run_git(folder, "ls-tree", "-z", commit)).split("\0"):
        details, _, name = line.partition("\t")
        if details.startswith("100"):  # no folder, symbolic link or submodule
            files[name] = details.split()[2]
    return files
