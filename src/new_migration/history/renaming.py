"""Renaming migrations in their folder: all scripts or none, and back again."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from new_migration.errors import BadInput, Refused
from new_migration.history.directory import MigrationsDirectory
from new_migration.history.latest import keep_latest
from new_migration.history.reasons import explained
from new_migration.history.renumbering import Move, mentions, renumbered
from new_migration.user_cache import cache_folder


@dataclass(frozen=True, kw_only=True, slots=True)
class Renamed:
    """A script that got another name. ``mentions``: its lines that say such a name outside tracking row and guards."""

    old: str
    new: str
    mentions: Sequence[int] = ()


def rename(directory: MigrationsDirectory, moves: Sequence[Move], *, dry_run: bool = False) -> list[Renamed]:
    """Give the scripts their new names and texts; what was renamed to what. Nothing is written with ``dry_run``.

    The file LATEST is right afterwards, also where nothing moves: git has a conflict in it all the same.

    Raises BadInput where a file cannot be read or written, Refused where a name is taken; then all is as it was.
    """
    with directory.locked():
        there = set(directory.file_names())
        pairs = [(move, old, new) for move in moves for old, new in move.files().items() if old in there]
        before = {old: _read(directory.path / old) for _, old, _ in pairs}
        after = {new: renumbered(before[old], move, moves) for move, old, new in pairs}
        renamed = [Renamed(old=old, new=new, mentions=tuple(mentions(before[old], moves))) for _, old, new in pairs]
        _refuse_taken(directory.path, after.keys() - before.keys())
        if renamed and not dry_run:
            _exchange(directory, before, after)
            _remember(directory.path, before, renamed)
        if not dry_run:
            keep_latest(directory)
        return renamed


def take_back(directory: MigrationsDirectory, *, dry_run: bool = False) -> list[Renamed]:
    """Undo the last ``rename`` of this folder; what was renamed to what. Nothing is written with ``dry_run``.

    Raises Refused where a script was changed since, or there is none.
    """
    journal = _journal(directory.path)
    try:
        noted = json.loads(journal.read_text(encoding="utf-8")) if journal else {}
    except (OSError, ValueError):
        noted = {}
    if not noted:
        raise Refused("nothing is known of a renumbering here", hint="git knows: git restore, git log -- FOLDER")
    with directory.locked():
        after = {}
        for new, digest in noted["after"].items():
            path = directory.path / new
            text = _read(path) if path.is_file() else ""
            if _digest(text) != digest:
                raise Refused("changed since it was renumbered", where=str(path), hint="rename it by hand")
            after[new] = text
        _refuse_taken(directory.path, noted["before"].keys() - after.keys())
        if journal and not dry_run:
            _exchange(directory, after, noted["before"])
            keep_latest(directory)
            journal.unlink(missing_ok=True)
    return [Renamed(old=new, new=old) for old, new in noted["renamed"]]


def _refuse_taken(folder: Path, names: Iterable[str]) -> None:
    """Raise Refused where a script is to get a name that is taken, as by a rollback that was left behind."""
    for name in sorted(names):
        if os.path.lexists(folder / name):
            what = "this file exists already and is never overwritten"
            raise Refused(what, where=str(folder / name), hint="move it elsewhere, or delete it")


def _exchange(directory: MigrationsDirectory, old: Mapping[str, str], new: Mapping[str, str]) -> None:
    """Put files into the place of others. Where a name is on both sides its file is taken away first, and held."""
    shared = old.keys() & new.keys()
    try:
        _remove(directory.path, shared)
        directory.write(new)
    except BaseException:
        directory.write({name: old[name] for name in shared if not (directory.path / name).exists()})
        raise
    _remove(directory.path, old.keys() - shared)


def _remove(folder: Path, names: set[str]) -> None:
    for name in names:
        with explained(folder / name):
            (folder / name).unlink()


def _read(path: Path) -> str:
    with explained(path):
        try:
            return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            raise BadInput("this is not UTF-8", where=str(path)) from None


def _remember(folder: Path, before: Mapping[str, str], renamed: Sequence[Renamed]) -> None:
    """For ``take_back``. Where nothing can be kept git is what is left."""
    journal = _journal(folder)
    if journal:
        after = {each.new: _digest(_read(folder / each.new)) for each in renamed}
        noted = {"before": before, "after": after, "renamed": [(each.old, each.new) for each in renamed]}
        with suppress(OSError):
            journal.write_text(json.dumps(noted), encoding="utf-8")


def _journal(folder: Path) -> Path | None:
    kept = cache_folder("renumbered")
    return kept / f"{_digest(str(folder.resolve()))[:32]}.json" if kept else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
