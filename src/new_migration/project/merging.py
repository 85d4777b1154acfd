"""How the template's version of a file and the one that is there become one, for the files where that is clear."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import PurePosixPath

from new_migration.documents import parse_toml
from new_migration.errors import BadInput
from new_migration.project import jsonc, yaml_lists

BEGIN, END = "<!-- new-migration: begin -->", "<!-- new-migration: end -->"

# There text, the template's text, and the name for messages; gives the text of both.
Merge = Callable[[str, str, str], str]


def merged(path: str, there: str, new: str) -> str | None:
    """Both in one text in which nothing that was there is lost, or None for a file that is one person's.

    Lines end as they do there. Raises BadInput where the file is broken.
    """
    merge = _MERGES.get(path) or _MERGES.get(PurePosixPath(path).name)
    if merge is None:
        return None
    if 0 < there.count("\n") == there.count("\r\n"):
        return merge(there.replace("\r\n", "\n"), new, path).replace("\n", "\r\n")
    return merge(there, new, path)


def _section(there: str, new: str, name: str) -> str:
    """Ours stands between markers, and what stands between them there is ours."""
    ours = new[new.index(BEGIN) : new.index(END) + len(END)]
    begins, ends = there.count(BEGIN), there.count(END)
    if (begins, ends) == (0, 0):
        return f"{there.rstrip()}\n\n{ours}\n" if there.strip() else new
    if (begins, ends) != (1, 1) or there.index(BEGIN) > there.index(END):
        hint = f"leave one line {BEGIN} and below it one line {END}, or neither"
        raise BadInput("the markers of our section are not a pair", where=name, hint=hint)
    return there[: there.index(BEGIN)] + ours + there[there.index(END) + len(END) :]


def _settings(there: str, new: str, name: str) -> str:
    """Keys that are not there are added; those that are keep what somebody wrote."""
    known = parse_toml(there, name=name)
    lines = [line for line in new.splitlines() if (key := _key(line)) and key not in known]
    if not lines:
        return there
    first_table = re.search(r"^[ \t]*\[", there, re.MULTILINE)
    place = first_table.start() if first_table else len(there)
    head = there[:place]
    added = "\n".join(lines) + "\n"
    both = f"{head}{'' if head.endswith(chr(10)) or not head else chr(10)}{added}{there[place:]}"
    tomllib.loads(both)
    return both


def _key(line: str) -> str:
    found = re.match(r"([a-z_]+) = ", line)
    return found[1] if found else ""


_MERGES: dict[str, Merge] = {
    "migrations.toml": _settings,
    "AGENTS.md": _section,
    ".vscode/tasks.json": lambda there, new, name: jsonc.add(there, new, name=name),
    ".zed/tasks.json": lambda there, new, name: jsonc.add(there, new, name=name),
    ".pre-commit-config.yaml": lambda there, new, name: yaml_lists.add(
        there, new, name=name, key="repos", sign="migration-lint"
    ),
    ".gitlab-ci.yml": lambda there, new, name: yaml_lists.add(
        there, new, name=name, key="include", sign=".gitlab/migrations.yml"
    ),
}
