"""What a project has already: its folder of migrations and their habits, its settings, its programs."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from new_migration.history.config import Settings
from new_migration.history.directory import MigrationsDirectory
from new_migration.history.git import ask_git
from new_migration.history.layouts import other_tool
from new_migration.history.migration import parse_file_name
from new_migration.project.parts import PARTS
from new_migration.project.stated import relative

_DEEPEST = 6
_MOST_FOLDERS = 20_000
_SKIPPED = {"node_modules", "vendor", "__pycache__", "venv", "build", "dist", "target"}

# What is a sign that somebody uses a part of the template.
_SIGNS = {
    "github": (".github",),
    "gitlab": (".gitlab-ci.yml", ".gitlab"),
    "pre-commit": (".pre-commit-config.yaml",),
    "vscode": (".vscode",),
    "jetbrains": (".idea", ".run"),
    "zed": (".zed",),
    "agents": ("AGENTS.md", "CLAUDE.md", ".claude", ".cursor"),
}
_ALWAYS = ("readme", "scripts")
_HOSTS = {"github": "github.", "gitlab": "gitlab."}


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """What was found, as defaults for the questions, and in words."""

    defaults: dict[str, Any]
    notes: tuple[str, ...]


def look(project: Path, settings: Settings, directory: str | None = None) -> Surroundings:
    """Look at a project, which need not be more than an empty folder; ``directory`` is its folder if that was said."""
    notes: list[str] = []
    if directory is None:
        directory = relative(settings.directory, project)
        if not MigrationsDirectory(settings.directory).migrations() and (found := migrations_folder(project)):
            directory = found
    for folder, tool in others_folders(project).items():
        notes.append(f"{folder} has migrations of {tool}: they stay as they are, and ours go into another folder")
    known = MigrationsDirectory(project / directory).migrations()
    defaults: dict[str, Any] = {
        "directory": directory,
        "width": MigrationsDirectory(project / directory).width(settings.width),
        "online": settings.online,
        "postgres": settings.postgres,
        "write": _parts(project, directory),
    }
    if known:
        many = "migration" if len(known) == 1 else "migrations"
        notes.append(f"{directory} has {len(known)} {many}, the last one is {known[-1].stem}")
    widths = Counter(len(each.digits) for each in known)
    if len(widths) > 1:
        said = ", ".join(f"{count} with {digits}" for digits, count in sorted(widths.items()))
        notes.append(f"their numbers have different digits ({said}); new ones get {defaults['width']}")
    return Surroundings(defaults=defaults, notes=tuple(notes))


def migrations_folder(project: Path) -> str:
    """The folder below the project with the most migrations named as ours are; "" where there is none."""
    counts = {folder: count for folder, count, tool in _folders(project) if count and not tool}
    return max(counts, key=lambda folder: (counts[folder], -len(folder)), default="")


def others_folders(project: Path) -> dict[str, str]:
    """The folders below the project with migrations of other tools, and whose they are."""
    return {folder: tool for folder, _, tool in _folders(project) if tool}


def _folders(project: Path) -> Iterator[tuple[str, int, str]]:
    """Folders, how many files they have that are named as ours are, and which other tool's their files are, or ""."""
    for seen, (path, folders, files) in enumerate(os.walk(project)):
        inside = Path(path).relative_to(project)
        depth = len(inside.parts)
        folders[:] = [
            name for name in folders if not name.startswith(".") and name not in _SKIPPED and depth < _DEEPEST
        ]
        if depth and any(name[0].isdigit() for name in (*files, *folders)):
            found = sum(name[0].isdigit() and parse_file_name(name) is not None for name in files)
            yield inside.as_posix(), found, other_tool(Path(path))
        if seen > _MOST_FOLDERS:
            return


def _parts(project: Path, directory: str) -> list[str]:
    """The parts of the template that what is here speaks for."""
    signs = {part for part, names in _SIGNS.items() if any((project / name).exists() for name in names)}
    remotes = ask_git(project, "config", "--get-regexp", r"^remote\..*\.url$").decode(errors="replace")
    signs |= {part for part, host in _HOSTS.items() if host in remotes}
    kept = {"latest": "LATEST", "lock": "migrations.lock"}
    signs |= {part for part, name in kept.items() if (project / directory / name).exists()}
    return [part for part in PARTS if part in {*_ALWAYS, *signs}]
