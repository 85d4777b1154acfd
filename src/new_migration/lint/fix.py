"""What ``--fix`` mends: headings, the newline at the end, and numbers in file names. Never a statement."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from new_migration.history.migration import Migration
from new_migration.history.reasons import explained
from new_migration.lint.allowances import comments_to_us
from new_migration.lint.comparison import Difference, compared
from new_migration.lint.project import Project
from new_migration.lint.rule import Rule, rules
from new_migration.lint.rules.number_padding import width
from new_migration.lint.script import ScriptFile


@dataclass(frozen=True, kw_only=True, slots=True)
class Mending:
    """A file with its new text, and its new name."""

    name: str
    new_name: str
    text: str


def mendings(project: Project, chosen: set[str] | None = None) -> list[Mending]:
    """What can be mended of the files that are ``chosen``, or all. What is settled, or may be, stays as it is."""
    if project.around.is_unsure:
        return []
    renamed = dict(_renamed(project))
    wanted = {name for name in project.scripts if chosen is None or name in chosen}
    mended = []
    for name in sorted(wanted):
        script = project.scripts[name]
        if _must_stay(project, script):
            continue
        migration = renamed.get(name, script.migration)
        new_name = migration.file(script.role)
        text = _mended(project, ScriptFile.read(new_name, script.text, script.role, migration))
        if text != script.text or new_name != name:
            mended.append(Mending(name=name, new_name=new_name, text=text))
    return mended


def write(folder: Path, mended: list[Mending]) -> None:
    """Write texts, each in one step, then give names. Raises BadInput where the system refuses."""
    for each in mended:
        _replace(folder / each.name, each.text)
    for each in mended:
        if each.new_name != each.name:
            with explained(folder):
                # A link cannot take the place of a file that has come there since.
                os.link(folder / each.name, folder / each.new_name)
                (folder / each.name).unlink()


def _must_stay(project: Project, script: ScriptFile) -> bool:
    """Whether others have it, or its text is not known byte by byte."""
    return project.is_settled(script) or not script.is_readable


def _mended(project: Project, script: ScriptFile) -> str:
    """The text of a script when all rules that can mend have done so; the statements stay the same."""
    text = script.text
    for rule in rules():
        if rule.mend is None:
            continue
        now = ScriptFile.read(script.name, text, script.role, script.migration)
        found = [each for each in rule.check(_alone(project, now)) if each.file == script.name]
        if found and not _is_allowed(rule, now):
            text = rule.mend(now) or text
    difference, _ = compared(script.text, ScriptFile.read(script.name, text, script.role, script.migration))
    return script.text if difference is Difference.STATEMENTS else text


def _alone(project: Project, script: ScriptFile) -> Project:
    return Project(scripts={script.name: script}, strays={}, around=project.around)


def _is_allowed(rule: Rule, script: ScriptFile) -> bool:
    return any(each.covers(rule.name, 0) for each in comments_to_us(script))


def _renamed(project: Project) -> Iterator[tuple[str, Migration]]:
    """Files whose number is to be padded. Only where it is known that nobody has them, and their rows agree."""
    if project.around.base is None:
        return
    wanted = width(project)
    for migration in project.migrations:
        padded = Migration.numbered(migration.number, migration.name, width=wanted)
        scripts = [each for each in project.scripts.values() if each.migration == migration]
        if padded.digits == migration.digits or any(_must_stay(project, script) for script in scripts):
            continue
        is_free = not any(padded.file(each.role) in project.scripts for each in scripts)
        if is_free and all(_records(script, padded.stem) for script in scripts):
            yield from ((script.name, padded) for script in scripts)


def _records(script: ScriptFile, stem: str) -> bool:
    """Whether all tracking rows of a script say the name already that the file is to get."""
    return all(stem in script.constants(step) for step in script.recording)


def _replace(path: Path, text: str) -> None:
    with explained(path.parent):
        path = path.resolve()  # a link stays one
        handle, draft = tempfile.mkstemp(prefix=f".{path.name[:100]}-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            Path(draft).chmod(path.stat().st_mode & 0o7777)
            Path(draft).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(draft).unlink()
            raise


def summary(mended: list[Mending]) -> Mapping[str, str]:
    """The files by name, and what was done to each."""
    return {each.name: f"renamed to {each.new_name}" if each.new_name != each.name else "mended" for each in mended}
