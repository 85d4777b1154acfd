"""What every layout is read into: pairs of scripts, in the order in which they are applied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from new_migration.history.layouts.folder import Folder


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """One script, with its text on the lines on which the file has it.

    ``wrapped``: it is run inside a transaction of the tool's own, since the file has none and does not ask for none.
    """

    path: Path
    text: str
    wrapped: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A migration of any layout. ``rollback`` is None where there is none, or none that does anything.

    ``is_tracked``: its scripts write the tracking row themselves. ``irreversible``: why, where the author says so.
    """

    name: str
    forward: Script
    rollback: Script | None
    verify: Script | None = None
    is_tracked: bool = False
    irreversible: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """The pairs of a folder and the name of its layout.

    ``tracking_table``: the SQL with which the tool makes its own tracking table before the first migration, since
    migrations mention it (a grant, a policy, a trigger); "" where that table is a migration like any other.
    ``misnamed``: the files that are none of the layout by their name, though they have a number.
    """

    layout: str
    tracking_table: str
    pairs: tuple[Pair, ...]
    misnamed: tuple[Path, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """How a tool lays out its files.

    ``looked_for`` is what a message says of it. ``recognise`` gives the name of a file which only this layout has, or
    "". ``reads_plain``: a file ``N_x.sql`` beside it belongs to the same layout. ``tracking_table``: as in ``History``.
    """

    name: str
    looked_for: str
    recognise: Callable[[Folder], str]
    read: Callable[[Folder], list[Pair]]
    reads_plain: bool = False
    tracking_table: str = ""
