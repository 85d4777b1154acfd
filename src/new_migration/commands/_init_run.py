"""What the ways of ``migration init`` have in common: its flags, and writing files that may be there already."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from new_migration.errors import BadInput

if TYPE_CHECKING:
    from new_migration.history.config import Settings
    from new_migration.project.placing import Placement

CANCELLED = 130
ANSWERS = ("directory", "width", "online", "postgres", "write")


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """The words and flags as they were given."""

    project: str | None
    directory: str | None
    width: int | None
    online: bool | None
    postgres: str | None
    write: tuple[str, ...]
    overwrite: bool
    update: bool
    completion: bool
    dry_run: bool
    no_input: bool
    as_json: bool

    @property
    def is_interactive(self) -> bool:
        """Whether somebody can be asked."""
        streams = (sys.stdin, sys.stderr)
        quiet = self.no_input or self.as_json
        return not quiet and all(stream is not None and stream.isatty() for stream in streams)

    def folder(self) -> Path:
        """The folder of the project. Raises BadInput where there is none."""
        path = Path.cwd() / (self.project or "")
        if not path.is_dir():
            raise BadInput("there is no such folder", where=str(path), hint="make it first, for example with git init")
        return path.resolve()

    def settings(self) -> Settings:
        """What holds so far; the settings of a project around a folder that was named are not its own.

        Raises BadInput for a broken config file.
        """
        from new_migration.history.config import load_settings

        folder = self.folder()
        found = load_settings(cwd=folder, environment=os.environ)
        if self.project is None or found.project_root == folder:
            return found
        inner = folder / os.path.relpath(found.directory, found.project_root)
        directory = found.directory if found.directory.is_relative_to(folder) else inner
        return replace(found, project_root=folder, config_file=None, directory=directory)

    def answers(self) -> dict[str, Any]:
        """What the flags answer."""
        from new_migration.project.parts import chosen_parts
        from new_migration.project.stated import relative

        said = {name: getattr(self, name) for name in ANSWERS if getattr(self, name) not in (None, ())}
        if self.directory is not None:
            said["directory"] = relative(Path(self.directory), self.settings().project_root)
        return said | ({"write": chosen_parts(self.write)} if self.write else {})


class Run:
    """What both ways to write files have in common."""

    next = "new-migration, which asks what changes; migration tour shows all of it"

    def __init__(self, request: Request, root: Path) -> None:
        self.request, self.project = request, root
        self.notes: list[str] = []

    def write(self, found: Sequence[Placement]) -> int:
        """Show what differs, ask, write all or nothing, report."""
        from new_migration.project.placing import Fate, place

        chosen = self._chosen(found)
        if chosen is None:
            click.echo("cancelled, nothing was written", err=True)
            return CANCELLED
        if not self.request.dry_run:
            place(chosen)
        self._report(chosen, [each for each in found if each.fate is Fate.DIFFERS and each not in chosen])
        return 0

    def _chosen(self, found: Sequence[Placement]) -> list[Placement] | None:
        """Those to be written; None if somebody says no."""
        from new_migration.project.placing import Fate

        chosen = [each for each in found if each.fate in {Fate.NEW, Fate.MERGED}]
        for each in (each for each in found if each.fate is Fate.DIFFERS):
            if not self.request.as_json:
                click.echo(each.diff(), err=True)
            if self.request.overwrite or (
                self.request.is_interactive
                and not self.request.dry_run
                and click.confirm(f"{each.name} is there and differs: replace it?", default=False, err=True)
            ):
                chosen.append(each)
        if not chosen or not self.request.is_interactive or self.request.dry_run:
            return chosen
        for each in chosen:
            click.echo(f"  {each.name}{'' if each.fate is Fate.NEW else f' ({each.fate})'}", err=True)
        return chosen if click.confirm("Write these?", default=True, err=True) else None

    def _report(self, chosen: Sequence[Placement], kept: Sequence[Placement]) -> None:
        from new_migration.report import json_text, shown

        if self.request.as_json:
            click.echo(json_text({
                "written": not self.request.dry_run,
                "files": [{"path": shown(self.project / each.name), "fate": each.fate} for each in chosen],
                "kept": [{"path": shown(self.project / each.name), "diff": each.diff()} for each in kept],
                "notes": self.notes,
            }))  # fmt: skip
            return
        for each in chosen:
            click.echo(shown(self.project / each.name))
        for each in kept:
            click.echo(f"kept as it is: {each.name} (--overwrite replaces it)", err=True)
        if not chosen:
            click.echo("all is there already", err=True)
        elif not self.request.dry_run:
            click.echo(f"next: {self.next}", err=True)

    def _say(self, notes: Sequence[str]) -> None:
        self.notes += notes
        if not self.request.as_json:
            for note in notes:
                click.echo(f"note: {note}", err=True)
