"""What all rules say of a project, without what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from new_migration.errors import Place, nearest
from new_migration.history.migration import Migration
from new_migration.lint import squawk
from new_migration.lint.allowances import Allowance, comments_to_us
from new_migration.lint.project import Found, Project
from new_migration.lint.rule import rules
from new_migration.lint.script import ScriptFile

UNUSED = "allow-unused"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What a rule reports of a file. ``line`` and ``column`` count from 1; what is about the whole file is at 1:1."""

    rule: str
    file: str
    line: int
    column: int
    message: str
    hint: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Foreign:
    """What another linter said; ``None`` in ``judge`` if it was not asked."""

    found: tuple[tuple[str, Found], ...]


def judge(project: Project, foreign: Foreign | None = None) -> list[Finding]:
    """All findings, by file and place."""
    said = [*_said(project), *(foreign.found if foreign else ())]
    scripts = [*project.scripts.values(), *(_unnamed(name, text) for name, text in project.strays.items())]
    allowances = {script.name: list(comments_to_us(script)) for script in scripts}
    used: set[tuple[str, int]] = set()
    left = []
    for rule, found in said:
        covering = [each for each in allowances.get(found.file, ()) if each.covers(rule, found.offset)]
        used.update((found.file, each.offset) for each in covering)
        if not covering:
            left.append((rule, found))
    left += ((UNUSED, each) for each in _unused(allowances, used, foreign))
    return sorted(_placed(project, left), key=_order)


def _unnamed(name: str, text: str) -> ScriptFile:
    """A file that is no migration: it may say why it is there."""
    return ScriptFile(name=name, text=text, role="forward", migration=Migration(number=0, digits="0", name=name))


def _said(project: Project) -> Iterator[tuple[str, Found]]:
    for rule in rules():
        for found in rule.check(project):
            yield rule.name, found


def _unused(
    allowances: dict[str, list[Allowance]], used: set[tuple[str, int]], foreign: Foreign | None
) -> Iterator[Found]:
    groups = {rule.name: rule.group for rule in rules()}
    for file, each in ((file, each) for file, listed in allowances.items() for each in listed):
        # What a base or a database would say, or a linter that is not there, is not known to be unused.
        may_be_used = groups.get(each.rule) == "immutability" or (each.rule not in groups and foreign is None)
        if each.reason and (file, each.offset) not in used and not may_be_used:
            if each.rule in groups or squawk.knows(each.rule):
                yield Found(file=file, message=f"{each.rule} finds nothing here", offset=each.offset)
            else:
                hint = nearest(each.rule, [*groups, *squawk.NAMES])
                yield Found(file=file, message=f"there is no rule {each.rule}", offset=each.offset, hint=hint)


def _placed(project: Project, left: Iterable[tuple[str, Found]]) -> Iterator[Finding]:
    remedies = {rule.name: rule.remedy[0].lower() + rule.remedy[1:].rstrip(".") for rule in rules()}
    for rule, found in left:
        line = column = 1
        script = project.scripts.get(found.file)
        if found.offset is not None and script is not None:
            place = Place.at_offset(found.file, script.text, found.offset)
            line, column = place.line, place.column
        hint = found.hint or remedies.get(rule, "")
        yield Finding(rule=rule, file=found.file, line=line, column=column, message=found.message, hint=hint)


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    return finding.file, finding.line, finding.column, finding.rule, finding.message
