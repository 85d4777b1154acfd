"""The layout of this tool (DESIGN, section 4): ``010_x.sql``, ``rollback-010_x.sql`` and ``verify-010_x.sql``.

Its scripts are never wrapped: a transactional one has its own BEGIN and COMMIT, and one without is non-transactional.
"""

from __future__ import annotations

import re
from operator import attrgetter

from new_migration.errors import nearest
from new_migration.history.layouts.folder import Folder
from new_migration.history.layouts.pairs import Layout, Pair
from new_migration.history.layouts.scripts import script, script_if_any
from new_migration.history.migration import Migration, Role, parse_file_name

# As the kind ``sql`` writes it where the author gave a reason instead of a rollback.
_IRREVERSIBLE = re.compile(
    r"RAISE\s+EXCEPTION\s+'migration [^']* cannot be rolled back'\s+USING\s+DETAIL\s*=\s*(E?)'((?:[^']|'')*)'"
)


def recognise(folder: Folder) -> str:
    """A rollback or a verify script: a forward script alone might be of other tools too."""
    return next((name for name in folder.files if name[:1] in "rv" and parse_file_name(name)), "")


def read(folder: Folder) -> list[Pair]:
    """The pairs, in the order of their numbers."""
    scripts = {name: parsed for name in folder.files if (parsed := parse_file_name(name))}
    forward = [migration for role, migration in scripts.values() if role == "forward"]
    _refuse_lone_scripts(folder, scripts, [migration.forward_file for migration in forward])
    folder.unique_numbers(forward)
    known = set(scripts)
    return [_pair(folder, migration, known) for migration in sorted(forward, key=attrgetter("number"))]


def _refuse_lone_scripts(folder: Folder, scripts: dict[str, tuple[Role, Migration]], forward: list[str]) -> None:
    known = set(forward)
    for name, (role, migration) in scripts.items():
        if migration.forward_file not in known:
            what = f"this {role} script has no forward script {migration.forward_file}"
            raise folder.error(what, name, hint=nearest(migration.forward_file, forward))


def _pair(folder: Folder, migration: Migration, scripts: set[str]) -> Pair:
    rollback, verify = (
        folder.text(name) if name in scripts else None for name in (migration.rollback_file, migration.verify_file)
    )
    declared = _IRREVERSIBLE.search(rollback or "")
    return Pair(
        name=migration.stem,
        forward=script(folder, migration.forward_file, folder.text(migration.forward_file), wrapped=False),
        rollback=script_if_any(folder, migration.rollback_file, rollback, wrapped=False),
        verify=script_if_any(folder, migration.verify_file, verify, wrapped=False),
        is_tracked=True,
        irreversible=_reason(declared) if declared else "",
    )


def _reason(declared: re.Match[str]) -> str:
    reason = declared[2].replace("''", "'")
    return reason.replace("\\\\", "\\") if declared[1] else reason


OWN = Layout(
    name="own",
    looked_for="010_x.sql with rollback-010_x.sql",
    recognise=recognise,
    read=read,
    reads_plain=True,
)
