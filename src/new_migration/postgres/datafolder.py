"""A data folder for a scratch server: from initdb, which takes half a second, or copied from the user's cache."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from new_migration.errors import ServerRefused
from new_migration.postgres.binaries import Binaries
from new_migration.postgres.process import OURSELVES, Account, run
from new_migration.postgres.tree import NOBODY_ELSE, TREE, copy_tree, discard, publish, published
from new_migration.user_cache import cache_folder

# Small WAL segments: 1 MB to copy instead of 16. -N: nothing here has to survive a power cut.
_OPTIONS = ("--username=postgres", "--auth=trust", "--locale=C", "--encoding=UTF8", "-N", "--wal-segsize=1")


def fill_from_cache(data: Path, binaries: Binaries, account: Account) -> bool:
    """Copy the cached data folder to the new folder ``data``; False, and no folder, if there is none that is whole."""
    cache = _cache(binaries)
    contents = published(cache) if cache else ""
    if not cache or not contents:
        return False
    try:
        copied = str(copy_tree(cache / TREE, data, permissions=NOBODY_ELSE, owner=account))
    except OSError:
        copied = ""  # part of it is gone, or another run is just making it anew
    if copied != contents:
        shutil.rmtree(data, ignore_errors=True)
        forget(binaries)
    return copied == contents


def initialise(data: Path, binaries: Binaries, account: Account) -> None:
    """Make the new folder ``data`` with initdb, and keep a copy in the user's cache if that can be written.

    Raises ServerRefused with what initdb says.
    """
    data.mkdir(mode=0o700)
    account.own(data)
    said = run([binaries.folder / "initdb", "-D", data, *_OPTIONS], account=account)
    if said.returncode:
        raise ServerRefused(
            "\n".join(["initdb does not make a scratch server", *said.stderr.strip().splitlines()[-5:]])
        )
    cache = _cache(binaries)
    if cache:
        # Without a cache, as in a full or read-only home, all works, only later.
        with suppress(OSError):
            publish(
                cache,
                lambda tree: copy_tree(data, tree, permissions=NOBODY_ELSE, owner=OURSELVES),
                permissions=NOBODY_ELSE,
            )


def forget(binaries: Binaries) -> None:
    """Remove the cached data folder of these binaries: no server starts from it."""
    cache = _cache(binaries)
    if cache and published(cache):
        with suppress(OSError):  # another run has removed it
            discard(cache)


def _cache(binaries: Binaries) -> Path | None:
    """The place in the user's cache folder; None if there is none that is ours."""
    folder = cache_folder("data")
    return folder / binaries.key if folder else None
