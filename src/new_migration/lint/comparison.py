"""What is different between a script and what the base branch has of it."""

from __future__ import annotations

from enum import Enum

from new_migration.history.migration import Migration, parse_file_name
from new_migration.lint.project import Project
from new_migration.lint.script import ScriptFile
from new_migration.lint.syntax import shape


class Difference(Enum):
    """How far two texts differ."""

    NONE = 0
    COMMENTS = 1
    STATEMENTS = 2


def compared(old: str, script: ScriptFile) -> tuple[Difference, int | None]:
    """How ``script`` differs from the text ``old``, and the offset in it from where."""
    before, now = normal(old), normal(script.text)
    if before == now:
        return Difference.NONE, None
    former = ScriptFile.read(script.name, old, script.role, script.migration)
    if former.is_readable and script.is_readable:
        trees = [(step.kind, shape(step.node)) for step in former.steps]
        for index, step in enumerate(script.steps):
            if index >= len(trees) or trees[index] != (step.kind, shape(step.node)):
                return Difference.STATEMENTS, step.offset
        if len(trees) == len(script.steps):
            return Difference.COMMENTS, _first_difference(old, script.text)
    return Difference.STATEMENTS, _first_difference(old, script.text)


def normal(text: str) -> str:
    """The text with LF line ends: git may change them."""
    return text.replace("\r\n", "\n")


def moved_files(project: Project) -> dict[str, str]:
    """Files of the base that are gone, and the new files here that have their text, their number or their name."""
    base = project.around.base
    moved: dict[str, str] = {}
    if base is None:
        return moved
    new = [each for each in project.scripts.values() if not base.has(each.name)]
    for name, text in base.old.items():
        parsed = parse_file_name(name)
        if name in project.scripts or parsed is None:
            continue
        role, migration = parsed
        for each in new:
            if normal(each.text) == normal(text) or (each.role == role and is_renamed(migration, each.migration)):
                moved[name] = each.name
                break
    return moved


def is_renamed(one: Migration, other: Migration) -> bool:
    """Whether two names are so alike that one was made of the other."""
    return one != other and (one.number == other.number or one.name == other.name)


def _first_difference(old: str, text: str) -> int:
    """The beginning of the first line that differs."""
    offset = 0
    for before, now in zip(old.split("\n"), text.split("\n"), strict=False):
        if before.rstrip("\r") != now.rstrip("\r"):
            break
        offset += len(now) + 1
    return min(offset, max(len(text) - 1, 0))
