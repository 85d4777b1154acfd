"""What git knows of the folder where this branch left another: the base, to which migrations must stay equal."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from new_migration.history.base import Commit, branch_places, default_branch, files_in, named_commit
from new_migration.history.git import GitFails, run_git
from new_migration.lint.comparison import normal
from new_migration.lint.project import Base


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """The base, None where there is none, and what is to be said about it."""

    base: Base | None = None
    note: str = ""


def look(folder: Path, ref: str | None, texts: Mapping[str, str]) -> Looked:
    """The base of a folder that holds these texts: ``ref``, or without it the default branch of the remote.

    Raises BadInput if a ``ref`` is given and git cannot say what it has.
    """
    if ref is not None:
        return _compared(folder, named_commit(folder, ref), texts)
    try:
        remotes = branch_places(folder)[:-1]  # what is on this machine alone nobody else has
        commit = default_branch(folder, remotes)
        return _compared(folder, commit, texts) if commit else Looked(note=_UNKNOWN if remotes else "")
    except GitFails as error:
        return Looked(note=f"git cannot say what the base branch has: {error.words}")


_UNKNOWN = "git does not know the default branch of the remote, so what is settled is not looked at (pass --base REF)"


def _compared(folder: Path, base: Commit, texts: Mapping[str, str]) -> Looked:
    left, note = _merge_base(folder, base)
    tip = _scripts(folder, base.id)
    blobs = tip if left == base.id else _scripts(folder, left or base.id)
    if left is None:
        # Without the point where they parted, what is not here may be what was added there since.
        blobs = {name: blob for name, blob in blobs.items() if name in texts}
    differing = {name: blob for name, blob in blobs.items() if not _is_blob(blob, texts.get(name))}
    old = _contents(folder, differing)
    return Looked(
        base=Base(
            ref=base.ref,
            names=frozenset(blobs),
            tip=frozenset(tip),
            old={name: text for name, text in old.items() if normal(text) != normal(texts.get(name, ""))},
        ),
        note=note,
    )


def _merge_base(folder: Path, base: Commit) -> tuple[str | None, str]:
    """Where this branch left the other; None, with a note, where the history does not reach so far."""
    try:
        return run_git(folder, "merge-base", "HEAD", base.id).decode().strip(), ""
    except GitFails:
        return None, (
            f"the history does not reach back to where this branch left {base.ref}, as in a shallow clone: what "
            f"{base.ref} has now is compared, and deleted files are not looked for"
        )


def _scripts(folder: Path, commit: str) -> dict[str, str]:
    return {name: blob for name, blob in files_in(folder, commit).items() if name.endswith(".sql")}


def _is_blob(blob: str, text: str | None) -> bool:
    """Whether a text is the content of this name."""
    if text is None:
        return False
    data = text.encode("utf-8", "surrogateescape")
    make = hashlib.sha1 if len(blob) == 40 else hashlib.sha256
    return make(b"blob %d\0%s" % (len(data), data), usedforsecurity=False).hexdigest() == blob


def _contents(folder: Path, blobs: Mapping[str, str]) -> dict[str, str]:
    if not blobs:
        return {}
    given = "".join(f"{blob}\n" for blob in blobs.values()).encode()
    output = run_git(folder, "cat-file", "--batch", given=given)
    texts: dict[str, str] = {}
    position = 0
    for name in blobs:
        end = output.index(b"\n", position)
        words = output[position:end].split(b" ")
        if len(words) != 3:
            raise GitFails(f"the content of {name} is not here, as in a partial clone")
        size = int(words[2])
        texts[name] = output[end + 1 : end + 1 + size].decode("utf-8", "replace").removeprefix("\ufeff")
        position = end + 1 + size + 1
    return texts
