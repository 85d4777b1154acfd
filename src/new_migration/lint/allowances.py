"""Comments that allow a finding: ``-- lint: allow <rule> because <reason>``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from new_migration.lint.script import ScriptFile

_TO_US = re.compile(r"--[ \t]*lint:[ \t]*(.*)", re.IGNORECASE)
_ALLOW = re.compile(r"allow[ \t]+(?!because\b)([a-z][a-z0-9-]*)(?:[ \t]+because\b[ \t]*(.*))?[ \t]*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Allowance:
    """What a comment allows from ``start`` to ``stop``; both are None where it is for the whole file.

    ``rule`` is "" where it cannot be read, ``reason`` where none is given.
    """

    offset: int
    rule: str
    reason: str
    start: int | None = None
    stop: int | None = None

    def covers(self, rule: str, offset: int | None) -> bool:
        """Whether a finding of a rule at an offset, or about the file, is allowed."""
        if rule != self.rule or not self.reason:
            return False
        if self.start is None or self.stop is None:
            return True
        return offset is not None and self.start <= offset < self.stop


def comments_to_us(script: ScriptFile) -> Iterator[Allowance]:
    """All comments of a script that are for the linter."""
    if "lint:" not in script.text.lower():
        return
    for token in script.comments:
        match = _TO_US.fullmatch(token.text.rstrip())
        if match:
            allow = _ALLOW.fullmatch(match[1])
            rule, reason = (allow[1].lower(), (allow[2] or "").strip()) if allow else ("", "")
            start, stop = _reach(script, token.start)
            yield Allowance(offset=token.start, rule=rule, reason=reason, start=start, stop=stop)


def _reach(script: ScriptFile, offset: int) -> tuple[int | None, int | None]:
    """From where to where a comment speaks."""
    line = script.text.rfind("\n", 0, offset) + 1
    for before, step in zip((None, *script.steps), script.steps, strict=False):
        # Behind a statement, on its last line, it speaks of that.
        if before is not None and before.end > line and before.end <= offset:
            return before.offset, before.end + 1
        if offset < step.end:
            return (None, None) if before is None and offset < step.offset else (step.offset, step.end + 1)
    if script.steps and script.steps[-1].end > line:
        return script.steps[-1].offset, script.steps[-1].end + 1
    return None, None
