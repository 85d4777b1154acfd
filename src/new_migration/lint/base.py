"""What git knows of the folder where this branch left another: the base, to which migrations must stay equal."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from new_migration.errors import BadInput
from new_migration.lint.comparison import normal
from new_migration.lint.project import Base

_TIMEOUT = 20.0  # seconds, for each process

# Variables which git hooks set and which would point git elsewhere than the folder does.
_FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX")
_BRANCHES = ("main", "master", "trunk", "develop")


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """The base, None where there is none, and what is to be said about it."""

    base: Base | None = None
    note: str = ""


def look(folder: Path, ref: str | None, texts: Mapping[str, str]) -> Looked:
    """The base of a folder that holds these texts: ``ref``, or without it the default branch of the remote.

    Raises BadInput if a ``ref`` is given and git cannot find it.
    """
    try:
        return _look(folder, ref, texts)
    except _GitFails as error:
        if ref is not None:
            raise BadInput(f"git cannot say what {ref} has: {error}", where="--base", hint=_HINT) from None
        return Looked(note=f"git cannot say what the base branch has: {error}")


_UNKNOWN = "git does not know the default branch of the remote, so what is settled is not looked at (pass --base REF)"
_HINT = "name a branch or commit that is here; in CI fetch it first (fetch-depth: 0, or git fetch origin main)"


class _GitFails(Exception):
    """git is not there, or says no."""


def _look(folder: Path, ref: str | None, texts: Mapping[str, str]) -> Looked:
    try:
        prefix = _git(folder, "rev-parse", "--show-prefix").decode().rstrip("\n").rstrip("/")
    except _GitFails as error:
        if ref is None and "not a git repository" in str(error):
            return Looked()
        raise
    remotes = _git(folder, "remote").decode().split()
    named = ref if ref is not None else _default_branch(folder, remotes)
    if named is None:
        # Without a remote nobody else has anything of it.
        return Looked(note=_UNKNOWN if remotes else "")
    tip = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{named}^{{commit}}").decode().strip()
    left, note = _merge_base(folder, tip, named)
    blobs = _blobs(folder, left or tip, prefix)
    if left is None:
        # Without the point where they parted, what is not here may be what was added there since.
        blobs = {name: blob for name, blob in blobs.items() if name in texts}
    differing = {name: blob for name, blob in blobs.items() if not _is_blob(blob, texts.get(name))}
    old = _contents(folder, differing)
    return Looked(
        base=Base(
            ref=named,
            names=frozenset(blobs),
            tip=frozenset(_blobs(folder, tip, prefix)),
            old={name: text for name, text in old.items() if normal(text) != normal(texts.get(name, ""))},
        ),
        note=note,
    )


def _default_branch(folder: Path, remotes: Sequence[str]) -> str | None:
    """The default branch of the remote, as ``origin/main``; of several remotes origin comes first."""
    for remote in sorted(remotes, key=lambda name: (name != "origin", name)):
        try:
            return _git(folder, "symbolic-ref", "--quiet", "--short", f"refs/remotes/{remote}/HEAD").decode().strip()
        except _GitFails:
            known = _git(folder, "for-each-ref", "--format=%(refname:lstrip=3)", f"refs/remotes/{remote}").decode()
            branch = next((each for each in _BRANCHES if each in known.split()), None)
            if branch:
                return f"{remote}/{branch}"
    return None


def _merge_base(folder: Path, tip: str, named: str) -> tuple[str | None, str]:
    """Where this branch left the other; None, with a note, where the history does not reach so far."""
    try:
        return _git(folder, "merge-base", "HEAD", tip).decode().strip(), ""
    except _GitFails:
        return None, (
            f"the history does not reach back to where this branch left {named}, as in a shallow clone: what {named} "
            "has now is compared, and deleted files are not looked for"
        )


def _blobs(folder: Path, commit: str, prefix: str) -> dict[str, str]:
    """The SQL files of the folder in a commit with the names of their contents; none where it has no such folder."""
    path = f"{commit}:{prefix}"
    try:
        _git(folder, "cat-file", "-e", path)
    except _GitFails:
        return {}
    blobs = {}
    for line in _git(folder, "ls-tree", "-z", "--full-tree", path).split(b"\0"):
        details, _, name = line.partition(b"\t")
        mode, _, blob = details.partition(b" ")
        if mode.startswith(b"100") and name.endswith(b".sql"):
            blobs[os.fsdecode(name)] = blob.split(b" ")[1].decode()
    return blobs


def _is_blob(blob: str, text: str | None) -> bool:
    """Whether a text is the content of this name."""
    if text is None:
        return False
    data = text.encode()
    make = hashlib.sha1 if len(blob) == 40 else hashlib.sha256
    return make(b"blob %d\0%s" % (len(data), data), usedforsecurity=False).hexdigest() == blob


def _contents(folder: Path, blobs: Mapping[str, str]) -> dict[str, str]:
    if not blobs:
        return {}
    given = "".join(f"{blob}\n" for blob in blobs.values()).encode()
    output = _git(folder, "cat-file", "--batch", given=given)
    texts: dict[str, str] = {}
    position = 0
    for name in blobs:
        end = output.index(b"\n", position)
        words = output[position:end].split(b" ")
        if len(words) != 3:
            raise _GitFails(f"the content of {name} is not here, as in a partial clone")
        size = int(words[2])
        texts[name] = output[end + 1 : end + 1 + size].decode("utf-8", "replace").removeprefix("\ufeff")
        position = end + 1 + size + 1
    return texts


def _git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """The output of git in a folder. Raises _GitFails with its words, on one line."""
    kept = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", "-c", "protocol.allow=never", *arguments],
            cwd=folder, env=kept | quiet, input=given, capture_output=True, timeout=_TIMEOUT, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        raise _GitFails("there is no git on this machine") from None
    except (OSError, subprocess.SubprocessError) as error:
        raise _GitFails(" ".join(str(error).split())) from None
    if done.returncode:
        words = _first_line(done.stderr.decode("utf-8", "replace").splitlines())
        raise _GitFails(words or "there is no such commit")
    return done.stdout


def _first_line(lines: Iterable[str]) -> str:
    return next((line.removeprefix("fatal: ").strip() for line in lines if line.strip()), "")
