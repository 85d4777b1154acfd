"""Results as text and as JSON. Standard output carries results only; what is said to people goes to standard error."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from new_migration.creation import Created

# Counted up when a key changes its meaning or goes; new keys do not count.
SCHEMA_VERSION = 1

_UNUSUAL = re.compile(r"[^\n -~]")


def json_text(result: dict[str, Any]) -> str:
    """One JSON object with the version of its schema first. What a terminal would obey is escaped in it."""
    text = json.dumps({"schema": SCHEMA_VERSION, **result}, indent=2, ensure_ascii=False)
    return _UNUSUAL.sub(lambda found: found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1], text)


def failure_text(what: str, exit_code: int) -> str:
    """The JSON object of a run that failed."""
    return json_text({"error": what, "exit_code": exit_code})


def created_as_json(
    created: Sequence[Created],
    *,
    command: str,
    notes: Sequence[str],
    written: bool,
    proof: Mapping[str, object],
) -> str:
    """What was, or with ``--dry-run`` would be, written; ``proof`` is what there is to say of its proof."""
    migrations = [_as_object(each, written=written) for each in created]
    result = {"written": written, "command": command, "notes": list(notes), "migrations": migrations}
    return json_text(result | dict(proof))


def paths(created: Iterable[Created]) -> list[str]:
    """The paths of all files, as short as they can be said from here."""
    return [shown(path) for each in created for path in each.paths.values()]


def sql_text(created: Iterable[Created]) -> str:
    """All scripts one after the other, each below a line with its path."""
    return "\n".join(f"-- {shown(path)}\n{each.texts[role]}" for each in created for role, path in each.paths.items())


def shown(path: Path) -> str:
    """A path relative to the working directory where it lies below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _as_object(each: Created, *, written: bool) -> dict[str, Any]:
    files: dict[str, Any] = {role: shown(path) for role, path in each.paths.items()}
    return {
        "number": each.migration.number,
        "name": each.migration.stem,
        "title": each.title,
        "transaction": each.transaction,
        "files": files,
    } | ({} if written else {"sql": dict(each.texts)})
