"""The first line of a script, as it should be."""

from __future__ import annotations

from new_migration.lint.script import HEADINGS, ScriptFile


def right_heading(script: ScriptFile) -> str:
    """The heading that a script should have: its own title, or one made from its name."""
    match = script.heading
    title = match[3] if match else None
    if match is None:
        title = script.migration.name.replace("_", " ").capitalize()
    word = f"-- {HEADINGS[script.role]} {script.migration.digits}"
    return f"{word}: {title}" if title else word


def with_heading(script: ScriptFile) -> str:
    """The text of a script with the right heading in its first line."""
    if script.heading is None:
        return f"{right_heading(script)}\n\n{script.text.lstrip()}"
    first, *rest = script.text.split("\n", 1)
    end = "\r" if first.endswith("\r") else ""
    return "\n".join([right_heading(script) + end, *rest])
