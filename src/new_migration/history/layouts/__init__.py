"""Migrations in the layouts of several tools, read into pairs. One module a layout; ``LAYOUTS`` names them."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from new_migration.errors import BadInput, nearest
from new_migration.history.layouts.dbmate import DBMATE
from new_migration.history.layouts.diesel import DIESEL
from new_migration.history.layouts.folder import Folder
from new_migration.history.layouts.golang_migrate import GOLANG_MIGRATE
from new_migration.history.layouts.goose import GOOSE
from new_migration.history.layouts.own import OWN
from new_migration.history.layouts.pairs import History, Layout, Pair, Script
from new_migration.history.layouts.sqlx import SQLX

__all__ = ["LAYOUTS", "History", "Pair", "Script", "other_tool", "read_history", "read_pairs", "refuse_other_tool"]

_LAYOUTS = (OWN, GOLANG_MIGRATE, DIESEL, SQLX, DBMATE, GOOSE)
LAYOUTS = tuple(layout.name for layout in _LAYOUTS)
_OTHERS = (SQLX, GOLANG_MIGRATE, DIESEL, DBMATE, GOOSE)  # the first two have the same names; sqlx is told by a mark

_TRACKING_TABLE = "schema_migrations"
_NUMBERED = re.compile("[0-9]+_")


def read_pairs(folder: Path, *, layout: str = "") -> list[Pair]:
    """The pairs of ``read_history``."""
    return list(read_history(folder, layout=layout).pairs)


def read_history(folder: Path, *, layout: str = "") -> History:
    """The pairs in ``folder``, in the order in which the tool of the layout would apply them.

    ``layout`` is one of ``LAYOUTS``, or "" to tell it by the names of the files and by the markers in them. Raises
    BadInput, with the place, if there is nothing to read or what is there breaks the rules of the layout.
    """
    listed = Folder.listed(folder)
    chosen = _named(layout) if layout else _detect(listed)
    pairs = chosen.read(listed)
    if not pairs:
        found = next((f"this looks like {other.name}" for other in _LAYOUTS if other.recognise(listed)), "")
        raise BadInput(
            f"no migrations of the layout {chosen.name} here; looked for {chosen.looked_for}",
            where=str(folder),
            hint=found,
        )
    misnamed = tuple(folder / name for name in listed.misnamed()) if chosen is OWN else ()
    return History(layout=chosen.name, tracking_table=chosen.tracking_table, pairs=tuple(pairs), misnamed=misnamed)


def other_tool(path: Path) -> str:
    """Whose the files of a folder are, where they are another tool's and none is ours; "" otherwise.

    A forward script alone might be ours.
    """
    with suppress(BadInput):  # what cannot be read is told of when it is
        folder = Folder.listed(path)
        if not OWN.recognise(folder):
            return next((each.name for each in _OTHERS if each.recognise(folder)), "")
    return ""


def refuse_other_tool(path: Path) -> None:
    """Raise BadInput for the folder of another tool: our files and theirs are not mixed. There need not be one."""
    if other := other_tool(path):
        hint = "migration check proves them; with --directory, new ones get a folder of their own"
        raise BadInput(f"these are files of {other}, not of this tool", where=str(path), hint=hint)


def _named(name: str) -> Layout:
    for layout in _LAYOUTS:
        if layout.name == name:
            return layout
    hint = nearest(name, LAYOUTS) or f"write one of {', '.join(LAYOUTS)}"
    raise BadInput(f"there is no layout {name!r}", where="--layout", hint=hint)


def _detect(folder: Folder) -> Layout:
    """The only layout of which there is a file."""
    found = {layout: example for layout in _LAYOUTS if (example := layout.recognise(folder))}
    if SQLX in found:
        found.pop(GOLANG_MIGRATE, None)  # the same names; a file with a mark of sqlx tells them apart
    plain = next((name for name in folder.plain() if _NUMBERED.match(name)), "")
    if plain and not any(layout.reads_plain for layout in found):
        found[_plain_layout(folder)] = plain
    if not found:
        looked_for = "; ".join(f"{layout.looked_for} ({layout.name})" for layout in _LAYOUTS)
        raise BadInput("no migrations here", where=str(folder.path), hint=f"looked for {looked_for}")
    if len(found) > 1:
        files = " and ".join(f"{example} ({layout.name})" for layout, example in found.items())
        hint = f"say whose files count, as --layout {next(iter(found)).name}"
        raise BadInput(f"files of more than one layout: {files}", where=str(folder.path), hint=hint)
    return next(iter(found))


def _plain_layout(folder: Folder) -> Layout:
    """Whose the files ``N_x.sql`` are that nothing else marks: ours write the tracking row themselves."""
    return OWN if any(_TRACKING_TABLE in folder.text(name) for name in folder.plain()) else SQLX
