"""Whether a project's migrations make the tracking table."""

from __future__ import annotations

import re

from new_migration.history.directory import MigrationsDirectory
from new_migration.history.reasons import explained

# By its look: a file that the parser would refuse makes it too.
_CREATES = re.compile(
    r'^[^-\n]*\bcreate\s+table\s+(if\s+not\s+exists\s+)?("?\w+"?\.)?"?schema_migrations\b', re.IGNORECASE | re.MULTILINE
)


def why_not(directory: MigrationsDirectory) -> str:
    """Why no migration that makes the tracking table is to be added; "" where there is none and its number is free.

    Raises BadInput for a migration that cannot be read.
    """
    known = directory.migrations()
    for migration in known:
        path = directory.path / migration.forward_file
        with explained(path):
            text = path.read_text(encoding="utf-8", errors="replace")
        if _CREATES.search(text):
            return f"{migration.stem} makes the tracking table"
    zero = [each.stem for each in known if each.number == 0]
    return f"number 0 is taken by {zero[0]}, so that the tracking table gets no migration" if zero else ""
