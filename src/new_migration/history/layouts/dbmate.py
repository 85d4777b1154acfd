"""dbmate: one file a migration, with ``-- migrate:up`` and ``-- migrate:down``, in the order of the file names.

pkg/dbmate/migration.go and db.go of amacneil/dbmate (f3e08f1): both markers are needed, nothing but comments may stand
before the first one, and ``transaction:false`` after a marker turns off the transaction of its part. A file may hold
several such parts; a rollback runs theirs from the top down too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from new_migration.history.layouts.folder import Folder
from new_migration.history.layouts.pairs import Layout, Pair
from new_migration.history.layouts.scripts import part, script, script_if_any

_NAME = re.compile(r"([0-9]+).*\.sql", re.DOTALL)
_MARKER = re.compile(r"^--\s*migrate:(up|down)(?:[^\S\n]*$|[^\S\n]+(\S.*))", re.MULTILINE | re.ASCII)
_STATEMENT = re.compile(r"^(?!\s*--|\s*$)", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """What stands from a marker to the next one, or to the end of the file."""

    direction: str
    start: int
    stop: int
    wrapped: bool


def recognise(folder: Folder) -> str:
    """A file with a marker."""
    return next((name for name in folder.plain() if _is_marked(folder.text(name))), "")


def _is_marked(text: str) -> bool:
    return "migrate:" in text and _MARKER.search(text) is not None


def read(folder: Folder) -> list[Pair]:
    """The pairs, in the order of their file names."""
    versions = folder.unique((int(match[1]), match[0]) for name in folder.files if (match := _NAME.fullmatch(name)))
    return [_pair(folder, name) for name in sorted(versions.values())]


def _pair(folder: Folder, name: str) -> Pair:
    text = folder.text(name)
    parts = list(_parts(text))
    _refuse_disorder(folder, name, parts)
    up = [each for each in parts if each.direction == "up"]
    down = [each for each in parts if each.direction == "down"]
    return Pair(
        name=name.removesuffix(".sql"),
        forward=script(folder, name, _joined(text, up), wrapped=all(each.wrapped for each in up)),
        rollback=script_if_any(folder, name, _joined(text, down), wrapped=all(each.wrapped for each in down)),
    )


def _parts(text: str) -> Iterator[_Part]:
    markers = list(_MARKER.finditer(text))
    edges = [*(marker.start() for marker in markers), len(text)]
    for marker, stop in zip(markers, edges[1:], strict=True):
        wrapped = "transaction:false" not in (marker[2] or "").split()
        yield _Part(direction=marker[1], start=marker.start(), stop=stop, wrapped=wrapped)


def _refuse_disorder(folder: Folder, name: str, parts: Sequence[_Part]) -> None:
    """Raise BadInput unless the markers are up, down, up, down … and nothing stands before them."""
    if not parts:
        raise folder.error("there is no line -- migrate:up", name, offset=0)
    statement = _STATEMENT.search(folder.text(name), 0, parts[0].start)
    if statement is not None:
        raise folder.error("dbmate runs nothing that stands before -- migrate:up", name, offset=statement.start())
    for index, each in enumerate(parts):
        if each.direction != ("up", "down")[index % 2]:
            missing = f"-- migrate:{('up', 'down')[index % 2]}"
            raise folder.error(f"there must be a line {missing} before this one", name, offset=each.start)
    if len(parts) % 2:
        what = "there is no line -- migrate:down after this one"
        raise folder.error(what, name, offset=parts[-1].start, hint="dbmate wants it, with nothing after it if need be")


def _joined(text: str, parts: Sequence[_Part]) -> str:
    """The text of the parts, each on its own lines."""
    joined = ""
    for each in parts:
        joined += part(text, each.start, each.stop)[joined.count("\n") :]
    return joined


DBMATE = Layout(
    name="dbmate",
    looked_for="N_x.sql with -- migrate:up",
    recognise=recognise,
    read=read,
    tracking_table="CREATE TABLE schema_migrations (version varchar PRIMARY KEY)",
    reads_plain=True,
)
