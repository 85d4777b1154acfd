"""The parts of the template that can be chosen: those of the question ``write`` in copier.yml."""

from __future__ import annotations

from collections.abc import Sequence

from new_migration.errors import BadInput, nearest

PARTS = (
    "readme",
    "scripts",
    "pre-commit",
    "github",
    "gitlab",
    "vscode",
    "jetbrains",
    "zed",
    "agents",
    "latest",
    "lock",
)


def chosen_parts(words: Sequence[str]) -> list[str]:
    """The parts that words name, each several with commas between them. Raises BadInput."""
    names = [name.strip() for word in words for name in word.split(",") if name.strip()]
    if names in (["all"], ["none"]):
        return list(PARTS) if names == ["all"] else []
    for name in names:
        if name not in PARTS:
            hint = nearest(name, PARTS) or f"known are {', '.join(PARTS)}; or all, or none"
            raise BadInput(f"there is no part {name!r}", where="--write", hint=hint)
    return list(dict.fromkeys(names))
