"""A stopped server's data folder as one file, to start another from: checked as a whole before anything is used of it.

The file is a digest, the length of a list, the list (JSON: paths and sizes; a folder has none), and the files' bytes.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from new_migration.postgres.process import Account
from new_migration.user_cache import remove_drafts

_DIGEST = 64
_LENGTH = 8


def save_data(data: Path, file: Path) -> None:
    """Write the folder ``data`` into ``file``, in one step. Raises OSError, also for what is no file and no folder."""
    remove_drafts(file.parent, ".*")
    entries = list(_entries(data))
    listed = json.dumps(entries).encode()
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with os.fdopen(descriptor, "w+b") as draft:
            draft.write(bytes(_DIGEST) + len(listed).to_bytes(_LENGTH) + listed)
            for path, size in entries:
                if size is not None:
                    draft.write((data / path).read_bytes())
            _seal(draft)
        Path(name).rename(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def restore_data(file: Path, data: Path, account: Account) -> bool:
    """Make the new folder ``data`` from ``file``, as ``account``'s. False, and no folder, if the file is not whole.

    Raises OSError where the folder cannot be written.
    """
    try:
        with file.open("rb") as source, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as content:
            if content[:_DIGEST] != _digest(content):
                return False
            _unpack(content, data, account)
            return True
    except (FileNotFoundError, ValueError):  # not there; empty
        return False


def _entries(data: Path) -> Iterator[tuple[str, int | None]]:
    for folder, folders, names in os.walk(data):
        place = Path(folder)
        for name in folders:
            if (place / name).is_symlink():
                raise OSError("a data folder with tablespaces elsewhere cannot be saved")
        yield str(place.relative_to(data)), None
        yield from ((str((place / name).relative_to(data)), (place / name).stat().st_size) for name in names)


def _seal(draft: IO[bytes]) -> None:
    """Put the digest of all that follows it to the front."""
    draft.flush()
    with mmap.mmap(draft.fileno(), 0, access=mmap.ACCESS_READ) as content:
        digest = _digest(content)
    draft.seek(0)
    draft.write(digest)


def _digest(content: mmap.mmap) -> bytes:
    with memoryview(content) as view, view[_DIGEST:] as rest:
        return hashlib.sha256(rest).hexdigest().encode()


def _unpack(content: mmap.mmap, data: Path, account: Account) -> None:
    start = _DIGEST + _LENGTH
    length = int.from_bytes(content[_DIGEST:start])
    position = start + length
    with memoryview(content) as view:
        for path, size in json.loads(content[start:position]):
            if size is None:
                (data / path).mkdir(mode=0o700)
                account.own(data / path)
                continue
            with view[position : position + size] as part:
                _write(os.path.join(data, path), part, account)  # noqa: PTH118 - a Path takes as long as the file
            position += size


def _write(path: str, content: memoryview, account: Account) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        if account.uid:
            os.fchown(descriptor, account.uid, account.gid)
        while content:
            content = content[os.write(descriptor, content) :]
    finally:
        os.close(descriptor)


def forget_data(file: Path) -> None:
    """Remove a file that no server starts from."""
    with suppress(OSError):
        file.unlink(missing_ok=True)
